-- The request budget: what each API key has spent in the rolling hour, shared by all processes of a user.
-- A file of its own (`limits.db`), because workspaces share keys and a sync must not hold up a reservation.
-- All times are milliseconds since 1970 by the clock of the key's server, but for `touched_at`.

CREATE TABLE keys(
  pk INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,                -- key id and server
  hour_limit INTEGER NOT NULL,              -- requests in an hour, as Apple said last
  used INTEGER NOT NULL DEFAULT 0,          -- sum of its ledger
  gone INTEGER NOT NULL DEFAULT 0,          -- sum of what has left its ledger
  minute_left INTEGER NOT NULL DEFAULT 0,   -- what is left of the minute that Apple spoke of last …
  minute_until INTEGER NOT NULL DEFAULT 0,  -- … and when it is over
  closed_until INTEGER NOT NULL DEFAULT 0,  -- after a 429
  held_until INTEGER NOT NULL DEFAULT 0,    -- until when reads hold back for a write that waits
  answered_at INTEGER,                      -- when Apple last said how much is left
  touched_at INTEGER NOT NULL DEFAULT 0     -- real seconds since 1970: a key that nobody uses is forgotten
) STRICT;

-- A row per request: answered (until = answer + 1 h), on its way or lost (until = booking + 1 h + the longest
-- exchange), or what others must have sent.
CREATE TABLE ledger(
  pk INTEGER PRIMARY KEY AUTOINCREMENT,     -- a number is never used twice: it is a ticket
  key INTEGER NOT NULL REFERENCES keys(pk),
  until INTEGER NOT NULL,                   -- the moment from which it counts no more
  count INTEGER NOT NULL,
  is_foreign INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0           -- keys.gone when it was booked
) STRICT;

CREATE INDEX ledger_by_until ON ledger(key, until);
CREATE INDEX ledger_of_others ON ledger(key, until) WHERE is_foreign;

-- The sums are kept here, so that no statement can forget them.
CREATE TRIGGER ledger_booked AFTER INSERT ON ledger BEGIN
  UPDATE keys SET used = used + NEW.count, touched_at = unixepoch() WHERE pk = NEW.key;
END;
CREATE TRIGGER ledger_changed AFTER UPDATE OF count ON ledger BEGIN
  UPDATE keys SET used = used + NEW.count - OLD.count WHERE pk = NEW.key;
END;
CREATE TRIGGER ledger_removed AFTER DELETE ON ledger BEGIN
  UPDATE keys SET used = used - OLD.count, gone = gone + OLD.count WHERE pk = OLD.key;
END;
