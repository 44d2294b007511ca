-- The states that syncs saw of some apps' versions and app infos (?1: their accounts and ids as JSON), the latest first.
-- CROSS JOIN keeps the order of the tables, from the app down to its history; left to itself SQLite walks through
-- everybody's.
WITH app AS MATERIALIZED (
  SELECT pk, account, id FROM apps WHERE (account, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1))
)
SELECT app.account, app.id AS app_id, h.pk, h.seen_at, h.old, h.new, v.platform, v.version_string
FROM app CROSS JOIN versions_mirror AS v ON v.parent = app.pk
  CROSS JOIN state_history AS h ON h.resource = (SELECT code FROM resources WHERE name = 'versions') AND h.row = v.pk
UNION ALL
SELECT app.account, app.id AS app_id, h.pk, h.seen_at, h.old, h.new, NULL, NULL
FROM app CROSS JOIN app_infos_mirror AS i ON i.parent = app.pk
  CROSS JOIN state_history AS h ON h.resource = (SELECT code FROM resources WHERE name = 'app_infos') AND h.row = i.pk
ORDER BY 4 DESC, 3 DESC
