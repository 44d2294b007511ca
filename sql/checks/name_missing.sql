-- title: An app has no name in one of its locales
-- why: Every locale of a version needs the app's name, which belongs to the app info; Apple refuses to review it without.
-- level: error
-- fix: fleet edit "INSERT INTO app_info_localizations(app_info_id, locale, name) SELECT app_info_id, '{locale}', app FROM drafts
--   WHERE app_id = '{app_id}' LIMIT 1"

-- Of two platforms with the same locale one is told: they share the app info.
SELECT l.account, l.app_id, l.locale, iif(i.id IS NULL, 'app_infos', 'app_info_localizations') AS resource, coalesce(i.id, p.id) AS id,
  'name' AS field, 'the app has no name in this language' AS message
FROM draft_listings AS l
JOIN app_infos_mirror AS p ON p.pk = l.app_info_pk
JOIN sync_scopes AS s ON s.account = p.account AND s.kind = 'app_infos' AND s.parent = l.app_pk
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE trim(coalesce(l.name, '')) = '' AND s.fetched_at IS NOT NULL
GROUP BY l.app_info_pk, l.locale
