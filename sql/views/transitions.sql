-- Every change of state that a sync has seen, of versions, review submissions and builds: `pk, seen_at, account, client,
-- app_id, bundle_id, app, resource, id, platform, version_string, old, new, held`. `held` is for how many seconds the old
-- state had been seen. What was seen for the first time has changed nothing, so it is not here.
--
-- CROSS JOIN keeps the order of the tables, and the plus keeps to the numbers of the lines: the news of a sync are found
-- from the end of the history.
CREATE VIEW transitions AS
SELECT changed.pk, changed.seen_at, accounts.name AS account, clients.name AS client, apps.id AS app_id,
  coalesce(apps.bundle_id, '') AS bundle_id, coalesce(apps.name, '') AS app, changed.resource, changed.id,
  changed.platform, changed.version_string, changed.old, changed.new,
  changed.seen_at - (
    SELECT before.seen_at FROM state_history AS before
    WHERE before.resource = changed.code AND before.row = changed.row AND before.pk < changed.pk
    ORDER BY before.seen_at DESC LIMIT 1
  ) AS held
FROM (
  SELECT h.pk, h.seen_at, h.old, h.new, h.resource AS code, h.row, 'version' AS resource, v.id, v.parent, v.platform, v.version_string
  FROM state_history AS h CROSS JOIN versions_mirror AS v ON v.pk = h.row
  WHERE +h.resource = (SELECT code FROM resources WHERE name = 'versions') AND h.old IS NOT NULL
  UNION ALL
  SELECT h.pk, h.seen_at, h.old, h.new, h.resource, h.row, 'submission', s.id, s.parent, s.platform, NULL
  FROM state_history AS h CROSS JOIN submissions_mirror AS s ON s.pk = h.row
  WHERE +h.resource = (SELECT code FROM resources WHERE name = 'submissions') AND h.old IS NOT NULL
  UNION ALL
  SELECT h.pk, h.seen_at, h.old, h.new, h.resource, h.row, 'build', b.id, b.parent, NULL, b.version
  FROM state_history AS h CROSS JOIN builds_mirror AS b ON b.pk = h.row
  WHERE +h.resource = (SELECT code FROM resources WHERE name = 'builds') AND h.old IS NOT NULL
) AS changed
CROSS JOIN apps_mirror AS apps ON apps.pk = changed.parent
CROSS JOIN accounts ON accounts.pk = apps.account
LEFT JOIN client_apps ON client_apps.app = apps.pk
LEFT JOIN clients ON clients.pk = client_apps.client;
