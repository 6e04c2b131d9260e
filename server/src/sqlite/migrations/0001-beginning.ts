/**
 * The first shape of the log. Rows go by lean integers inside; handles, UUIDs and tokens appear once each.
 *
 * `events`, `ops` and `inbox` are written for every message and carry no foreign keys: each would cost a lookup a row,
 * their rows are only ever written by one transaction together, and nothing that they name is ever deleted.
 */
export default `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  user INTEGER PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  about TEXT,
  created INTEGER NOT NULL,
  password TEXT
) STRICT;

-- A row outlives its device (ended = 1), since ops name the device that first handed them in.
CREATE TABLE devices (
  device INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  user INTEGER NOT NULL REFERENCES users,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  token TEXT UNIQUE,
  outbox BLOB,
  turn INTEGER NOT NULL,
  cursor_seq INTEGER,
  cursor_id TEXT,
  fetching INTEGER NOT NULL DEFAULT 0 CHECK (fetching IN (0, 1)),
  ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1))
) STRICT;
-- devicesOf
CREATE INDEX devices_of ON devices (user) WHERE ended = 0;

CREATE TABLE conversations (
  conversation INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  title TEXT,
  head INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
  member INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL REFERENCES conversations,
  user INTEGER NOT NULL REFERENCES users,
  role INTEGER NOT NULL,
  joined INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  read INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  spans TEXT NOT NULL,
  departure TEXT,
  UNIQUE (conversation, user)
) STRICT;
-- conversationsOf (in the order of rowids, which the index ends with), contactsOf
CREATE INDEX members_of_user ON members (user);

-- kind, role and reason: see codes.ts. text and rest are what a removal erases from.
CREATE TABLE events (
  event INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id BLOB NOT NULL,
  kind INTEGER NOT NULL,
  author INTEGER NOT NULL,
  at INTEGER NOT NULL,
  received INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0,
  text TEXT,
  rest TEXT
) STRICT;
CREATE UNIQUE INDEX events_place ON events (conversation, position);

-- Every op that was ever acked; event: the rowid of what it became, if that has a place.
CREATE TABLE ops (
  id BLOB PRIMARY KEY,
  user INTEGER NOT NULL,
  device INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  fingerprint TEXT,
  rejected INTEGER,
  event INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE handed (
  device INTEGER NOT NULL REFERENCES devices,
  op BLOB NOT NULL,
  turn INTEGER NOT NULL,
  PRIMARY KEY (device, op)
) STRICT, WITHOUT ROWID;

CREATE TABLE edits (
  target INTEGER NOT NULL REFERENCES events,
  event INTEGER NOT NULL REFERENCES events,
  PRIMARY KEY (target, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE reactions (
  target INTEGER NOT NULL REFERENCES events,
  user INTEGER NOT NULL REFERENCES users,
  emoji TEXT NOT NULL,
  PRIMARY KEY (target, user, emoji)
) STRICT, WITHOUT ROWID;

-- Events by reference, or a note; neither: superseded, kept so that a cursor at it is still found. A row is so many entries
-- of one commit, behind each other as their events are: most of what one push brought.
CREATE TABLE inbox (
  user INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  event INTEGER,
  note TEXT,
  bare INTEGER,
  entry INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (user, seq)
) STRICT, WITHOUT ROWID;

-- What commits wrote and is not in events, ops, inbox and devices yet: see pending-rows.ts.
CREATE TABLE pending (
  record INTEGER PRIMARY KEY,
  rows TEXT NOT NULL
) STRICT;

-- The newest note of each key: what the next one of that key supersedes.
CREATE TABLE latest (
  user INTEGER NOT NULL REFERENCES users,
  key TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;

-- By the conversation's public id: a direct one takes prefs before it has a row.
CREATE TABLE prefs (
  user INTEGER NOT NULL REFERENCES users,
  conversation TEXT NOT NULL,
  prefs TEXT NOT NULL,
  PRIMARY KEY (user, conversation)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocks (
  user INTEGER NOT NULL REFERENCES users,
  blocked INTEGER NOT NULL REFERENCES users,
  PRIMARY KEY (user, blocked)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
  conversation INTEGER PRIMARY KEY REFERENCES conversations,
  author INTEGER NOT NULL REFERENCES users,
  token TEXT NOT NULL UNIQUE
) STRICT;
`
