-- Apps that their key shows no more, because they were deleted or transferred, or the key lost the right to see them:
-- `account, client, id, bundle_id, name, gone_at`. Their rows are kept.
CREATE VIEW disappeared AS
SELECT accounts.name AS account, clients.name AS client, apps.id, apps.bundle_id, apps.name, apps.gone_at
FROM apps_mirror AS apps
JOIN accounts ON accounts.pk = apps.account
LEFT JOIN client_apps ON client_apps.app = apps.pk
LEFT JOIN clients ON clients.pk = client_apps.client
WHERE apps.gone_at IS NOT NULL;
