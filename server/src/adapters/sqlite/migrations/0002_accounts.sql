-- People who are more than guests: their name stays, and a password lets them in, here or in the directory.
CREATE TABLE accounts (
  person        INTEGER PRIMARY KEY REFERENCES people,
  source        TEXT NOT NULL CHECK (source IN ('local', 'directory')),
  role          TEXT NOT NULL CHECK (role IN ('member', 'moderator', 'admin')),
  display_name  TEXT NOT NULL,
  -- A PHC string, of local accounts.
  password_hash TEXT,
  -- What tells the entry of the directory from all others, never its DN; and what it called the person.
  subject       TEXT,
  login         TEXT,
  -- 'operator' or 'directory', while the account is shut.
  disabled_by   TEXT CHECK (disabled_by IN ('operator', 'directory')),
  created_at    INTEGER NOT NULL,
  CHECK ((source = 'local') = (password_hash IS NOT NULL)),
  CHECK ((source = 'directory') = (subject IS NOT NULL AND login IS NOT NULL))
);
CREATE UNIQUE INDEX accounts_by_subject ON accounts (subject) WHERE subject IS NOT NULL;

-- Good for one account each, and stored hashed like tokens.
CREATE TABLE invitations (
  hash       TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL,
  used_by    INTEGER REFERENCES people
) WITHOUT ROWID;

-- When a device was last seen; 0 for those of before.
ALTER TABLE tokens ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;

-- Tokens that ended before their time. Every server reads on from where it was, and closes the sockets
-- that came in by them; rows older than a day have been read by all.
CREATE TABLE ended (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  person     INTEGER NOT NULL REFERENCES people,
  token_hash TEXT NOT NULL,
  reason     TEXT NOT NULL CHECK (reason IN ('logged_out', 'revoked', 'disabled')),
  at         INTEGER NOT NULL
);

-- Groups that the directory fills: the hash of the DN of the group there.
ALTER TABLE chats ADD COLUMN directory_key TEXT;
CREATE UNIQUE INDEX chats_of_directory ON chats (directory_key) WHERE directory_key IS NOT NULL;
