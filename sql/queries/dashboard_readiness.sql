-- Which apps could be submitted when the checks last ran, and what stands in the way of the others.
SELECT accounts.name AS account, apps.id AS app_id, r.readiness, r.errors, r.warnings
FROM app_readiness AS r JOIN apps_mirror AS apps ON apps.pk = r.app JOIN accounts ON accounts.pk = apps.account
WHERE apps.gone_at IS NULL
