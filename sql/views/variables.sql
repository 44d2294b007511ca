-- Variables of apps, from `fleet.toml`: `account, app_id, bundle_id, app, name, value`. A template names them in braces.
CREATE VIEW variables AS
SELECT accounts.name AS account, apps.id AS app_id, apps.bundle_id, apps.name AS app, v.name, v.value
FROM app_variables AS v
JOIN apps_mirror AS apps ON apps.pk = v.app
JOIN accounts ON accounts.pk = apps.account
WHERE apps.gone_at IS NULL;
