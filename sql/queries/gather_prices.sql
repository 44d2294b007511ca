-- Writes the prices that were set by hand into the schedules of some apps (?1, a JSON array of their rows), in the one
-- form that staging writes too. Schedules whose prices were never read stay without.
UPDATE price_schedules_mirror AS s SET manual_prices = gathered.prices
FROM (
  SELECT apps.value AS app, (
    SELECT json_group_array(json(price)) FROM (
      SELECT json_object('territory', territory, 'price_point', price_point, 'start_date', start_date, 'end_date', end_date) AS price
      FROM prices_mirror WHERE parent = apps.value AND gone_at IS NULL AND manual IS NOT 0 ORDER BY territory, start_date
    )
  ) AS prices
  FROM json_each(?1) AS apps WHERE EXISTS(SELECT 1 FROM sync_scopes WHERE kind = 'prices' AND parent = apps.value AND fetched_at IS NOT NULL)
) AS gathered
WHERE gathered.app = s.parent AND s.manual_prices IS NOT gathered.prices
