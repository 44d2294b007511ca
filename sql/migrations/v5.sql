-- From format 4 to 5: what the checks find, what people acknowledge, how campaigns go on.
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
