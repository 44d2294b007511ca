-- What waits for somebody, as numbers: what decides about the next thing to do.
SELECT
  (SELECT count(*) FROM accounts) AS accounts,
  (SELECT count(*) FROM apps_mirror WHERE gone_at IS NULL) AS apps,
  (SELECT count(*) FROM changesets WHERE status IN ('sealed', 'pushing') AND paused = 1) AS paused,
  (SELECT count(*) FROM changesets WHERE status IN ('sealed', 'pushing') AND paused IS NOT 1) AS unfinished,
  (SELECT count(*) FROM versions_mirror WHERE gone_at IS NULL AND state IN ('REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY')) AS rejected,
  (SELECT count(*) FROM versions_mirror WHERE gone_at IS NULL AND state = 'PENDING_DEVELOPER_RELEASE') AS releasable,
  (SELECT count(*) FROM app_readiness WHERE readiness = 'ready') AS ready,
  (SELECT count(*) FROM app_readiness WHERE readiness = 'blocked') AS blocked,
  (SELECT min(fetched_at) FROM sync_scopes WHERE kind = 'heartbeat') AS states_at
