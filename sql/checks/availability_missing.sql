-- title: An app is available nowhere
-- why: Without a territory to be sold in there is nothing to review.
-- level: error
-- fix: fleet availability set all --app {bundle_id}
SELECT DISTINCT d.account, d.app_id, 'apps' AS resource, d.app_id AS id,
  iif(EXISTS(SELECT 1 FROM territory_availabilities_mirror AS t WHERE t.parent = a.pk AND t.gone_at IS NULL),
    'it is available in no territory', 'the availability was never set') AS message
FROM drafts AS d
CROSS JOIN apps_mirror AS a ON a.pk = d.app_pk
CROSS JOIN sync_scopes AS r ON r.account = a.account AND r.kind = 'availability' AND r.parent = a.pk
LEFT JOIN (
  SELECT account, app_id FROM app_availabilities WHERE coalesce(territories, '[]') <> '[]'
) AS s ON s.account = d.account AND s.app_id = d.app_id
WHERE r.fetched_at IS NOT NULL AND s.app_id IS NULL
  -- The first of its 175 territories answers, so their view is not read.
  AND NOT EXISTS(
    SELECT 1 FROM territory_availabilities_mirror AS t
    LEFT JOIN staged AS x ON x.resource = (SELECT code FROM resources WHERE name = 'territory_availabilities') AND x.pk = t.pk
      AND x.field = 'available'
    WHERE t.parent = a.pk AND t.gone_at IS NULL AND coalesce(x.value, t.available) = 1
  )
