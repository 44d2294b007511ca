-- From format 1 to 2: an interrupted sync goes on where it stopped, so the book of scopes knows runs and pages.
CREATE TABLE sync_run_accounts(
  run INTEGER NOT NULL REFERENCES sync_runs(pk),
  account INTEGER NOT NULL REFERENCES accounts(pk),
  selection TEXT NOT NULL,        -- what was asked for
  root INTEGER NOT NULL REFERENCES sync_runs(pk),
  planned INTEGER,
  requests INTEGER,
  due INTEGER,                    -- rows that were due and can be read later; NULL: under way, or killed
  error TEXT,
  PRIMARY KEY(account, run)
) STRICT, WITHOUT ROWID;

ALTER TABLE sync_scopes RENAME TO sync_scopes_before;
CREATE TABLE sync_scopes(
  account INTEGER NOT NULL REFERENCES accounts(pk),
  kind TEXT NOT NULL,             -- a table of scopes.toml
  parent INTEGER NOT NULL DEFAULT 0,
  fetched_at INTEGER,             -- when it was last read to its end
  run INTEGER,                    -- by which run
  tried INTEGER,                  -- the run that touched it last
  signature TEXT,                 -- the states it was read in: frozen ones make it true for good
  next TEXT,                      -- where the next page is, while it is being read
  seen TEXT,                      -- rows on the pages before that one, as a JSON array
  error TEXT,
  PRIMARY KEY(account, kind, parent)
) STRICT, WITHOUT ROWID;
INSERT INTO sync_scopes(account, kind, parent, fetched_at, error) SELECT account, kind, parent, fetched_at, error FROM sync_scopes_before;
DROP TABLE sync_scopes_before;

CREATE TABLE images(
  source TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  format TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,         -- pixels
  height INTEGER NOT NULL,
  fetched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The comment on finished_at moved; the text of a table is part of its schema.
ALTER TABLE sync_runs RENAME TO sync_runs_before;
CREATE TABLE sync_runs(
  pk INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,            -- NULL: under way, or killed
  planned INTEGER,                -- requests the plan expected; NULL when the fleet's size was not known yet
  requests INTEGER NOT NULL DEFAULT 0,
  rows_new INTEGER NOT NULL DEFAULT 0,
  rows_changed INTEGER NOT NULL DEFAULT 0,
  rows_gone INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT;
INSERT INTO sync_runs SELECT * FROM sync_runs_before;
DROP TABLE sync_runs_before;
