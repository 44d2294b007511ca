-- From format 2 to 3: tags and variables of apps, a push that stops after its first apps, request ids.
ALTER TABLE clients RENAME TO clients_before;
CREATE TABLE clients(
  pk INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  legal_name TEXT,
  tags TEXT NOT NULL DEFAULT '[]',       -- JSON array of text
  variables TEXT NOT NULL DEFAULT '{}'   -- JSON object of text
) STRICT;
INSERT INTO clients(pk, name, legal_name, variables) SELECT pk, name, legal_name, variables FROM clients_before;
DROP TABLE clients_before;

CREATE TABLE app_settings(
  pattern TEXT PRIMARY KEY,
  tags TEXT NOT NULL,
  variables TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE app_tags(app INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY(app, tag)) STRICT, WITHOUT ROWID;
CREATE TABLE app_variables(app INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(app, name)) STRICT, WITHOUT ROWID;

DROP INDEX changesets_open;
ALTER TABLE changesets RENAME TO changesets_before;
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
INSERT INTO changesets(pk, status, title, author, created_at, sealed_at, finished_at, digest, undo_of)
  SELECT pk, status, title, author, created_at, sealed_at, finished_at, digest, undo_of FROM changesets_before;
DROP TABLE changesets_before;
CREATE UNIQUE INDEX changesets_open ON changesets(status) WHERE status = 'open';

DROP INDEX steps_todo;
ALTER TABLE steps RENAME TO steps_before;
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
INSERT INTO steps(changeset, seq, account, app, method, path, body, resource, pk, fields, status, note, http, answer, attempts, sent_at, done_at)
  SELECT changeset, seq, account, app, method, path, body, resource, pk, fields, status, note, http, answer, attempts, sent_at, done_at FROM steps_before;
DROP TABLE steps_before;
CREATE INDEX steps_todo ON steps(changeset, seq) WHERE status IN ('planned', 'sent');
