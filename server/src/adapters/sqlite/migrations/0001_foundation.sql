-- Facts about this database: the epoch of its history, the version of the data that look-alike keys are
-- made from, the last entry with a place, and a row that the probe writes to.
CREATE TABLE facts (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE people (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  -- 1 while the name is kept for somebody who may be between two connections.
  keeps_name INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
);
CREATE INDEX people_kept ON people (id) WHERE keeps_name = 1;

-- Secrets are stored hashed: a copy of this file lets nobody in.
CREATE TABLE tokens (
  hash       TEXT PRIMARY KEY,
  person     INTEGER NOT NULL REFERENCES people,
  device     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tokens_of_person ON tokens (person);
CREATE INDEX tokens_by_end ON tokens (expires_at);

CREATE TABLE chats (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  -- A group has a name; a direct conversation has its two people instead, the lower id first.
  name       TEXT,
  low        INTEGER REFERENCES people,
  high       INTEGER REFERENCES people,
  created_at INTEGER NOT NULL,
  CHECK ((name IS NULL) = (low IS NOT NULL AND high IS NOT NULL AND low < high))
);
CREATE UNIQUE INDEX chats_direct ON chats (low, high) WHERE low IS NOT NULL;

-- One namespace for people and groups: the key is what names are compared by.
CREATE TABLE names (
  canon  TEXT PRIMARY KEY,
  person INTEGER REFERENCES people,
  chat   INTEGER REFERENCES chats,
  CHECK ((person IS NULL) <> (chat IS NULL))
) WITHOUT ROWID;
CREATE UNIQUE INDEX names_of_person ON names (person) WHERE person IS NOT NULL;

-- What each name looks like to a reader: one or two keys a name (UTS 39).
CREATE TABLE looks (
  look  TEXT NOT NULL,
  canon TEXT NOT NULL REFERENCES names ON DELETE CASCADE,
  PRIMARY KEY (look, canon)
) WITHOUT ROWID;
CREATE INDEX looks_of_name ON looks (canon);

CREATE TABLE members (
  person INTEGER NOT NULL REFERENCES people,
  chat   INTEGER NOT NULL REFERENCES chats,
  PRIMARY KEY (person, chat)
) WITHOUT ROWID;
CREATE INDEX members_of_chat ON members (chat);

-- The logs of all chats, in the order in which they became durable: appending touches the last pages
-- only, and `id` is a position that a follower can go on from.
CREATE TABLE entries (
  id      INTEGER PRIMARY KEY,
  chat    INTEGER NOT NULL REFERENCES chats,
  seq     INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  sender  INTEGER NOT NULL REFERENCES people,
  kind    TEXT NOT NULL,
  content TEXT NOT NULL
);

-- Where each entry of a chat stands. It follows the table above in steps, because one commit of a busy
-- server touches as many pages here as there are chats that have spoken. The fact `placed` is the last
-- entry that has its place; those after it are few enough to be looked through.
CREATE TABLE places (
  chat  INTEGER NOT NULL,
  seq   INTEGER NOT NULL,
  entry INTEGER NOT NULL REFERENCES entries,
  PRIMARY KEY (chat, seq)
) WITHOUT ROWID;
INSERT INTO facts VALUES ('placed', '0');

-- Requests that have taken effect, so that the same one sent again does not.
CREATE TABLE keys (
  person INTEGER NOT NULL REFERENCES people,
  key    TEXT NOT NULL,
  digest TEXT NOT NULL,
  label  TEXT NOT NULL,
  entry  INTEGER NOT NULL REFERENCES entries,
  PRIMARY KEY (person, key)
) WITHOUT ROWID;
