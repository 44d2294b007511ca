-- The states that syncs saw of one app's versions and app infos, the latest first. CROSS JOIN keeps the order of the
-- tables, from the app down to its history; left to itself SQLite walks through everybody's.
WITH app AS (SELECT pk FROM apps WHERE account = ?1 AND id = ?2)
SELECT h.pk, h.seen_at, h.old, h.new, v.platform, v.version_string
FROM app CROSS JOIN versions_mirror AS v ON v.parent = app.pk
  CROSS JOIN state_history AS h ON h.resource = (SELECT code FROM resources WHERE name = 'versions') AND h.row = v.pk
UNION ALL
SELECT h.pk, h.seen_at, h.old, h.new, NULL, NULL
FROM app CROSS JOIN app_infos_mirror AS i ON i.parent = app.pk
  CROSS JOIN state_history AS h ON h.resource = (SELECT code FROM resources WHERE name = 'app_infos') AND h.row = i.pk
ORDER BY 2 DESC, 1 DESC
