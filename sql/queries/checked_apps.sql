-- The apps as findings name them, with their tags as a JSON array.
SELECT apps.pk, accounts.name AS account, clients.name AS client, apps.id, coalesce(apps.bundle_id, '') AS bundle_id,
  coalesce(apps.name, '') AS name,
  (SELECT json_group_array(tag) FROM app_tags WHERE app = apps.pk) AS tags
FROM apps_mirror AS apps
JOIN accounts ON accounts.pk = apps.account
LEFT JOIN client_apps ON client_apps.app = apps.pk
LEFT JOIN clients ON clients.pk = client_apps.client
WHERE apps.gone_at IS NULL
