-- Tags of apps, from `fleet.toml`: `account, app_id, bundle_id, app, tag`.
CREATE VIEW tags AS
SELECT accounts.name AS account, apps.id AS app_id, apps.bundle_id, apps.name AS app, t.tag
FROM app_tags AS t
JOIN apps_mirror AS apps ON apps.pk = t.app
JOIN accounts ON accounts.pk = apps.account
WHERE apps.gone_at IS NULL;
