-- One app (?1: account, ?2: id) with what `fleet show` says at the top. Its texts are as old as the older of its two
-- scopes, and of no age while one of them was never fetched.
SELECT a.account, a.client, a.id, a.name, a.bundle_id, a.sku, a.primary_locale, a.readiness,
  coalesce(r.errors, 0) AS errors, coalesce(r.warnings, 0) AS warnings,
  (SELECT json_group_array(tag) FROM (SELECT tag FROM tags WHERE tags.account = a.account AND tags.app_id = a.id ORDER BY tag)) AS tags,
  (SELECT image FROM app_icons AS i WHERE i.account = a.account AND i.app_id = a.id AND i.image IS NOT NULL ORDER BY i.width DESC LIMIT 1) AS icon,
  a.synced_at AS states_at,
  (SELECT min(fetched_at) FROM sync_scopes WHERE parent = a.pk AND kind IN ('versions', 'app_infos') HAVING count(fetched_at) = 2) AS texts_at
FROM apps AS a LEFT JOIN app_readiness AS r ON r.app = a.pk
WHERE a.account = ?1 AND a.id = ?2
