-- The tables that are not the mirror of anything: fleet, staging, journal, history, bookkeeping.
-- Everything persisted here and in generated.sql stays within SQLite 3.38 (syntax and built-in functions), so that
-- the sqlite3 shell of Debian 12 can read the file and stage edits in it. Times are Unix seconds, UTC.

-- What the file itself needs to know (schema digest, last fleet.toml digest).
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The lock on the mirror. A writer sets its name and clears it inside one transaction, so nobody else ever sees it set,
-- and a crash in between rolls it back.
CREATE TABLE mirror_guard(one INTEGER PRIMARY KEY CHECK(one = 1), writer TEXT) STRICT;
INSERT INTO mirror_guard VALUES(1, NULL);

-- ---------------------------------------------------------------------------------------------------------- fleet

-- One API key of one team. No key material: only what names the key.
CREATE TABLE accounts(
  pk INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  issuer_id TEXT,                 -- NULL for an individual key
  key_id TEXT
) STRICT;

-- From fleet.toml: whom the apps belong to, with the tags and variables that all apps of a client have.
CREATE TABLE clients(
  pk INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  legal_name TEXT,
  tags TEXT NOT NULL DEFAULT '[]',       -- JSON array of text
  variables TEXT NOT NULL DEFAULT '{}'   -- JSON object of text
) STRICT;
-- Which apps belong to a client: all of an account, or those whose bundle id or id matches a GLOB pattern.
CREATE TABLE client_patterns(client INTEGER NOT NULL REFERENCES clients(pk), account INTEGER REFERENCES accounts(pk), pattern TEXT) STRICT;
-- The patterns applied, after every sync and whenever fleet.toml changed.
CREATE TABLE client_apps(app INTEGER PRIMARY KEY, client INTEGER NOT NULL REFERENCES clients(pk)) STRICT;

-- From fleet.toml: tags and variables of the apps whose bundle id or id matches a GLOB pattern.
CREATE TABLE app_settings(
  pattern TEXT PRIMARY KEY,
  tags TEXT NOT NULL,
  variables TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- What each app has of them, after every sync and whenever fleet.toml changed. A variable of the longest pattern wins,
-- one of a pattern over one of the client.
CREATE TABLE app_tags(app INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY(app, tag)) STRICT, WITHOUT ROWID;
CREATE TABLE app_variables(app INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(app, name)) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------------- reference

CREATE TABLE resources(code INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT NOT NULL, operations TEXT NOT NULL) STRICT;
-- Every field of every view, and when it may be edited. `bit` is the field's place in dirty.mask.
CREATE TABLE fields(
  resource TEXT NOT NULL, name TEXT NOT NULL, attribute TEXT NOT NULL, kind TEXT NOT NULL, access TEXT NOT NULL,
  max INTEGER, editable TEXT, why TEXT, code INTEGER NOT NULL, bit INTEGER NOT NULL,
  PRIMARY KEY(resource, name)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX fields_code ON fields(code, name);
-- The values Apple documents. A table and not a CHECK, because Apple adds values without notice.
CREATE TABLE enum_values(enum TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(enum, value)) STRICT, WITHOUT ROWID;

-- --------------------------------------------------------------------------------------------------------- staging

CREATE TABLE changesets(
  pk INTEGER PRIMARY KEY,
  status TEXT NOT NULL DEFAULT 'open' CHECK(status IN ('open', 'sealed', 'pushing', 'pushed', 'partial', 'discarded')),
  title TEXT,
  author TEXT,                    -- user@host
  created_at INTEGER NOT NULL DEFAULT (unixepoch()),
  sealed_at INTEGER,
  finished_at INTEGER,
  digest TEXT,                    -- of the steps; `fleet push --expect DIGEST` refuses any other
  paused INTEGER NOT NULL DEFAULT 0, -- 1: the first apps were sent, the others wait for `fleet push --continue`
  undo_of INTEGER REFERENCES changesets(pk)
) STRICT;
-- Exactly one staging area, so that any client can stage without naming one.
CREATE UNIQUE INDEX changesets_open ON changesets(status) WHERE status = 'open';
INSERT INTO changesets(pk) VALUES(1);

-- One row per field that is to change: what the mirror said when it was first staged, and what it shall say.
-- The field '+' means that the row is to be created, '-' that it is to be deleted.
CREATE TABLE staged(
  resource INTEGER NOT NULL,      -- resources.code
  pk INTEGER NOT NULL,            -- row of that resource's mirror table
  field TEXT NOT NULL,
  base ANY,
  value ANY,
  bit INTEGER NOT NULL,           -- fields.bit; 62 for '+', 61 for '-'
  changeset INTEGER NOT NULL REFERENCES changesets(pk),
  at INTEGER NOT NULL,
  PRIMARY KEY(resource, pk, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX staged_changeset ON staged(changeset);

-- One row per touched resource: which of its fields are staged. Kept by the two triggers; it lets a view read an
-- untouched row without looking for staged fields.
CREATE TABLE dirty(resource INTEGER NOT NULL, pk INTEGER NOT NULL, mask INTEGER NOT NULL, PRIMARY KEY(resource, pk)) STRICT, WITHOUT ROWID;
CREATE TRIGGER staged_marks AFTER INSERT ON staged BEGIN
  INSERT INTO dirty(resource, pk, mask) VALUES(NEW.resource, NEW.pk, 1 << NEW.bit)
    ON CONFLICT(resource, pk) DO UPDATE SET mask = mask | excluded.mask;
END;
CREATE TRIGGER staged_unmarks AFTER DELETE ON staged BEGIN
  UPDATE dirty SET mask = mask & ~(1 << OLD.bit) WHERE resource = OLD.resource AND pk = OLD.pk;
  DELETE FROM dirty WHERE resource = OLD.resource AND pk = OLD.pk AND mask = 0;
END;

-- --------------------------------------------------------------------------------------------------------- journal

-- One row per API call of a sealed changeset. `sent` is committed before the request leaves, so after a crash exactly
-- the steps in doubt are `sent`.
CREATE TABLE steps(
  changeset INTEGER NOT NULL REFERENCES changesets(pk),
  seq INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  app INTEGER NOT NULL,           -- row of apps_mirror: steps of one app keep their order
  method TEXT NOT NULL CHECK(method IN ('PATCH', 'POST', 'DELETE')),
  path TEXT NOT NULL,
  body TEXT,
  resource INTEGER NOT NULL,
  pk INTEGER NOT NULL,
  fields TEXT NOT NULL,           -- JSON object: field -> {"base": …, "value": …}
  status TEXT NOT NULL DEFAULT 'planned' CHECK(status IN ('planned', 'sent', 'done', 'conflict', 'failed')),
  note TEXT,                      -- one sentence for people: why it is in conflict or failed, or that no call was needed
  http INTEGER,                   -- status of the last answer
  answer TEXT,                    -- Apple's error document, or the deleted row for undo
  request_id TEXT,                -- by which Apple's support finds the request
  attempts INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER,
  done_at INTEGER,
  PRIMARY KEY(changeset, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX steps_todo ON steps(changeset, seq) WHERE status IN ('planned', 'sent');

-- --------------------------------------------------------------------------------------------------------- history

-- Every state the mirror ever saw, written by the mirror's own triggers.
CREATE TABLE state_history(pk INTEGER PRIMARY KEY, resource INTEGER NOT NULL, row INTEGER NOT NULL, seen_at INTEGER NOT NULL, old TEXT, new TEXT) STRICT;
CREATE INDEX state_history_row ON state_history(resource, row, seen_at);

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

-- What a run did with each account. An account whose run did not get to its end is continued by the next run that
-- wants the same of it: `root` is the run that began it.
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

-- How fresh each unit of fetching is. `parent` is the row it hangs from (0: the whole account).
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

-- Images of the mirror that lie in the image folder, by what they were made from (`image_source` of the views): the MD5
-- of the source file where Apple tells it, the URL's template otherwise. The file is called by its own SHA-256.
CREATE TABLE images(
  source TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  format TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,         -- pixels
  height INTEGER NOT NULL,
  fetched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Files that can be uploaded, by the MD5 with which Apple checks them (`checksum` of screenshots and previews). They lie
-- in the image folder, each called by its own SHA-256.
CREATE TABLE media_files(
  checksum TEXT PRIMARY KEY,      -- MD5, 32 hexadecimal digits
  sha256 TEXT NOT NULL,
  format TEXT NOT NULL,           -- the end of its name: png, jpg, mov, m4v, mp4
  mime_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,         -- pixels
  height INTEGER NOT NULL,
  fits TEXT NOT NULL,             -- display types or preview types that take its size, as a JSON array
  file_name TEXT NOT NULL,        -- what it was called when it was kept
  added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX media_files_sha256 ON media_files(sha256);

-- ---------------------------------------------------------------------------------------------------------- checks

CREATE TABLE check_findings(
  check_name TEXT NOT NULL,       -- a file of sql/checks/ or of the workspace's checks/
  level TEXT NOT NULL,            -- error, warning, info, or manual: what no program can see
  app INTEGER NOT NULL,           -- row of apps_mirror
  platform TEXT,
  version_string TEXT,
  locale TEXT,
  resource TEXT,                  -- the view and Apple's id of the row that is at fault, where it is one
  id TEXT,
  field TEXT,
  message TEXT NOT NULL,
  fix TEXT,                       -- the command that mends it
  proposed TEXT,                  -- the value that `fleet check --fix` stages
  first_seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX check_findings_app ON check_findings(app);
-- What an app lacked when it was last checked: the levels that count, per app.
CREATE TABLE app_readiness(
  app INTEGER PRIMARY KEY,
  readiness TEXT NOT NULL,        -- ready, blocked, or nothing: there is no version to submit
  errors INTEGER NOT NULL,
  warnings INTEGER NOT NULL
) STRICT;
-- That a person has looked at what no program can see.
CREATE TABLE acknowledgements(
  check_name TEXT NOT NULL,
  app INTEGER NOT NULL,
  author TEXT,
  note TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY(check_name, app)
) STRICT, WITHOUT ROWID;
-- What the addresses of listings answered when they were last asked.
CREATE TABLE url_answers(
  url TEXT PRIMARY KEY,
  status INTEGER,                 -- of HTTP; NULL: nobody answered
  error TEXT,
  asked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- How many rows a campaign of fleet.toml still had to do, once a day at most.
CREATE TABLE campaign_progress(
  campaign TEXT NOT NULL,
  day TEXT NOT NULL,              -- such as 2026-01-31, in UTC
  left INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(campaign, day)
) STRICT, WITHOUT ROWID;
