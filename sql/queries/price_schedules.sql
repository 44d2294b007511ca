-- The schedules of prices of the apps that are meant, and when they were read; apps that never had one, too.
SELECT a.pk, a.name, a.account, a.id, s.pk, s.base_territory, s.manual_prices, s.staged,
  (SELECT min(fetched_at) FROM sync_scopes WHERE kind IN ('price_schedules', 'prices') AND parent = a.pk HAVING count(fetched_at) = 2) AS read_at
FROM apps AS a LEFT JOIN price_schedules AS s ON s.app_id = a.id AND s.account = a.account
WHERE a.pk IN (SELECT pk FROM apps WHERE {apps})
ORDER BY a.name, a.id
