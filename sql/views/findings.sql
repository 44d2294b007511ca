-- What the checks found when they last ran, at the end of a sync, after a push and with `fleet check`: `account, client,
-- app_id, bundle_id, app, check_name, level, platform, version_string, locale, resource, id, field, message, fix,
-- first_seen_at`.
CREATE VIEW findings AS
SELECT accounts.name AS account, clients.name AS client, apps.id AS app_id, apps.bundle_id, apps.name AS app, f.check_name, f.level,
  f.platform, f.version_string, f.locale, f.resource, f.id, f.field, f.message, f.fix, f.first_seen_at
FROM check_findings AS f
JOIN apps_mirror AS apps ON apps.pk = f.app
JOIN accounts ON accounts.pk = apps.account
LEFT JOIN client_apps ON client_apps.app = apps.pk
LEFT JOIN clients ON clients.pk = client_apps.client
WHERE apps.gone_at IS NULL;
