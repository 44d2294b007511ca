-- Apps that are meant, and whether Apple was asked where they are sold.
SELECT a.pk, a.name, a.account, a.id, v.available_in_new_territories,
  (SELECT min(fetched_at) FROM sync_scopes WHERE kind = 'availability' AND parent = a.pk) AS read_at,
  (SELECT v.territories FROM app_availabilities AS v WHERE v.app_id = a.id AND v.account = a.account AND v.id GLOB '~*') AS staged
FROM apps AS a LEFT JOIN app_availabilities AS v ON v.app_id = a.id AND v.account = a.account
WHERE a.pk IN (SELECT pk FROM apps WHERE {apps})
ORDER BY a.name, a.id
