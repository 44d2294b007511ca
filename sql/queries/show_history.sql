-- The states that syncs saw of one app's versions and app infos (?1: account, ?2: id), the latest first. `old` is missing
-- where a row was seen for the first time. CROSS JOIN keeps the order of the tables, from the app down to its history.
WITH app AS (SELECT pk FROM apps WHERE account = ?1 AND id = ?2), seen AS (
  SELECT h.pk, h.seen_at, 'version' AS resource, v.platform, v.version_string, h.old, h.new
  FROM app CROSS JOIN versions_mirror AS v ON v.parent = app.pk
    CROSS JOIN state_history AS h ON h.resource = (SELECT code FROM resources WHERE name = 'versions') AND h.row = v.pk
  UNION ALL
  SELECT h.pk, h.seen_at, 'app_info', NULL, NULL, h.old, h.new
  FROM app CROSS JOIN app_infos_mirror AS i ON i.parent = app.pk
    CROSS JOIN state_history AS h ON h.resource = (SELECT code FROM resources WHERE name = 'app_infos') AND h.row = i.pk
)
SELECT seen_at, resource, platform, version_string, old, new FROM seen ORDER BY seen_at DESC, pk DESC
