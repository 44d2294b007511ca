-- title: An app has no price
-- why: Apple refuses to review an app without one, even if it is free.
-- level: error
-- fix: fleet price set free --app {bundle_id}
SELECT DISTINCT d.account, d.app_id, 'apps' AS resource, d.app_id AS id, 'the price is missing' AS message
FROM drafts AS d
CROSS JOIN apps_mirror AS a ON a.pk = d.app_pk
CROSS JOIN sync_scopes AS r ON r.account = a.account AND r.kind = 'prices' AND r.parent = a.pk
LEFT JOIN (
  SELECT account, app_id FROM price_schedules WHERE coalesce(manual_prices, '[]') <> '[]'
) AS s ON s.account = d.account AND s.app_id = d.app_id
WHERE r.fetched_at IS NOT NULL AND s.app_id IS NULL
  AND NOT EXISTS(SELECT 1 FROM prices_mirror AS p WHERE p.parent = a.pk AND p.gone_at IS NULL)
