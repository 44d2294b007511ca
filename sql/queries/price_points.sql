-- Price points that the mirror knows, of all apps.
SELECT accounts.name, apps.id, points.id, points.customer_price, points.proceeds
FROM price_points_mirror AS points JOIN apps_mirror AS apps ON apps.pk = points.parent JOIN accounts ON accounts.pk = points.account
WHERE points.gone_at IS NULL
