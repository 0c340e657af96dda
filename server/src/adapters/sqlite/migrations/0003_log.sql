-- Entries that change messages, and what a log looks like to its readers.

-- What an edit, a deletion or a reaction acts on, or a message replies to: a `seq` of the same chat.
ALTER TABLE entries ADD COLUMN target INTEGER;
-- A message has its present content; deleted, it has none, and neither have its edits.
ALTER TABLE entries ADD COLUMN edited_at INTEGER;
ALTER TABLE entries ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;

CREATE TABLE reactions (
  chat     INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  reaction TEXT NOT NULL,
  person   INTEGER NOT NULL REFERENCES people,
  PRIMARY KEY (chat, seq, reaction, person)
) WITHOUT ROWID;
CREATE INDEX reactions_of_person ON reactions (person);

-- Whom a message calls; person 0: everybody.
CREATE TABLE mentions (
  chat   INTEGER NOT NULL,
  person INTEGER NOT NULL,
  seq    INTEGER NOT NULL,
  PRIMARY KEY (chat, person, seq)
) WITHOUT ROWID;

-- Direct conversations have members, too: one way to find what is somebody's, and where they are in it.
-- `from_seq` is where their present stay began, `read_seq` how far they have read.
CREATE TABLE seats (
  person      INTEGER NOT NULL REFERENCES people,
  chat        INTEGER NOT NULL REFERENCES chats,
  rank        TEXT NOT NULL DEFAULT 'member' CHECK (rank IN ('owner', 'moderator', 'member')),
  from_seq    INTEGER NOT NULL DEFAULT 1,
  read_seq    INTEGER NOT NULL DEFAULT 0,
  notify      TEXT NOT NULL DEFAULT 'all' CHECK (notify IN ('all', 'mentions', 'none')),
  shows_reads INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person, chat)
) WITHOUT ROWID;
INSERT INTO seats (person, chat) SELECT person, chat FROM members;
INSERT INTO seats (person, chat) SELECT low, id FROM chats WHERE low IS NOT NULL;
INSERT INTO seats (person, chat) SELECT high, id FROM chats WHERE low IS NOT NULL;
CREATE INDEX seats_of_chat ON seats (chat, person);
-- Whoever has been in a group longest leads it, where nobody said who does.
UPDATE seats SET rank = 'owner'
 WHERE (chat, person) IN (
   SELECT chat, min(person) FROM members JOIN chats ON chats.id = chat
    WHERE directory_key IS NULL GROUP BY chat);
DROP TABLE members;

-- Who may not write in a chat until when, also should they leave and come back.
CREATE TABLE mutes (
  person INTEGER NOT NULL REFERENCES people,
  chat   INTEGER NOT NULL REFERENCES chats,
  until  INTEGER NOT NULL,
  PRIMARY KEY (person, chat)
) WITHOUT ROWID;

-- Stays that are over: what was said during them may be read again by whoever comes back.
CREATE TABLE stays (
  person   INTEGER NOT NULL REFERENCES people,
  chat     INTEGER NOT NULL REFERENCES chats,
  from_seq INTEGER NOT NULL,
  to_seq   INTEGER NOT NULL,
  PRIMARY KEY (person, chat, from_seq)
) WITHOUT ROWID;
-- Whoever was taken out of a group before was in it when they wrote.
INSERT INTO stays
SELECT sender, chat, min(seq), max(seq) FROM entries
 WHERE NOT EXISTS (SELECT 1 FROM seats WHERE seats.person = sender AND seats.chat = entries.chat)
 GROUP BY sender, chat;

ALTER TABLE chats ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN policy TEXT NOT NULL DEFAULT 'invite' CHECK (policy IN ('invite', 'open'));
ALTER TABLE chats ADD COLUMN member_count INTEGER NOT NULL DEFAULT 0;
-- When the last member had left; its name is free then.
ALTER TABLE chats ADD COLUMN closed_at INTEGER;
-- Of two people between whom a block stands, whoever made it.
ALTER TABLE chats ADD COLUMN apart INTEGER NOT NULL DEFAULT 0;
UPDATE chats SET member_count = (SELECT count(*) FROM seats WHERE chat = chats.id);

-- What a request with a key has answered: the answer itself, since requests of every kind may have one.
CREATE TABLE answers (
  person INTEGER NOT NULL REFERENCES people,
  key    TEXT NOT NULL,
  digest TEXT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (person, key)
) WITHOUT ROWID;
INSERT INTO answers
SELECT keys.person, key, digest,
       json_object('type', 'MessageSendResponse', 'status', 200, 'chat', CAST(chat AS TEXT),
                   'chatname', label, 'seq', seq, 'at', at)
  FROM keys JOIN entries ON entries.id = keys.entry;
DROP TABLE keys;

-- Guests may be picked for strangers; accounts once they say so.
ALTER TABLE people ADD COLUMN available INTEGER;
-- When the person was last seen here, so that abandoned groups can be told.
ALTER TABLE people ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
UPDATE people SET seen_at = max(created_at, coalesce((SELECT max(seen_at) FROM tokens WHERE person = people.id), 0));
-- An identity whose person has had everything erased.
ALTER TABLE people ADD COLUMN erased_at INTEGER;

-- Who is to be erased, by an operator's wish: the server does it, because it numbers the logs.
CREATE TABLE erasures (
  person   INTEGER PRIMARY KEY REFERENCES people,
  asked_at INTEGER NOT NULL
);

CREATE TABLE blocks (
  person INTEGER NOT NULL REFERENCES people,
  other  INTEGER NOT NULL REFERENCES people,
  at     INTEGER NOT NULL,
  PRIMARY KEY (person, other)
) WITHOUT ROWID;
CREATE INDEX blocks_of_other ON blocks (other);

-- A report carries what it is about as it was then: what is deleted later can still be judged.
CREATE TABLE reports (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  reporter  INTEGER NOT NULL REFERENCES people,
  about     INTEGER NOT NULL REFERENCES people,
  reason    TEXT NOT NULL,
  chat      INTEGER REFERENCES chats,
  seq       INTEGER,
  content   TEXT,
  closed_at INTEGER
);

-- The search index is in a file of its own (`search-index.ts`). Erasing leaves no entry that it could follow.
CREATE INDEX people_erased ON people (id) WHERE erased_at IS NOT NULL;
