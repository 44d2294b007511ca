-- What has happened since a moment (?1, Unix seconds), the newest last: changes of state, and apps that a key has begun
-- or ceased to show.
WITH whole AS (
  -- When an account was first read to its end: before that, everything is new.
  SELECT parts.account, min(runs.finished_at) AS at
  FROM sync_run_accounts AS parts JOIN sync_runs AS runs ON runs.pk = parts.run
  WHERE parts.due = 0 GROUP BY parts.account
), first AS (
  SELECT apps.pk, apps.account, min(h.seen_at) AS seen_at
  FROM apps_mirror AS apps
  JOIN app_infos_mirror AS infos ON infos.parent = apps.pk
  JOIN state_history AS h ON h.resource = (SELECT code FROM resources WHERE name = 'app_infos') AND h.row = infos.pk
  GROUP BY apps.pk
)
SELECT seen_at, account, client, app_id, bundle_id, app, resource, id, platform, version_string, old, new, held
FROM transitions WHERE seen_at >= ?1
UNION ALL
SELECT first.seen_at, apps.account, apps.client, apps.id, apps.bundle_id, apps.name, 'app', apps.id, NULL, NULL, NULL, 'APPEARED', NULL
FROM first JOIN whole USING(account) JOIN apps USING(pk) WHERE first.seen_at >= ?1 AND first.seen_at > whole.at
UNION ALL
SELECT gone_at, account, client, id, bundle_id, name, 'app', id, NULL, NULL, NULL, 'DISAPPEARED', NULL
FROM disappeared WHERE gone_at >= ?1
ORDER BY 1
