-- title: An app has a name in a language in which it has no texts
-- why: The app info has a locale that no version in preparation has, so people there read the texts of the primary one.
-- level: warning
-- fix: fleet edit "INSERT INTO version_localizations(version_id, locale) SELECT id, '{locale}' FROM drafts WHERE app_id = '{app_id}'"
SELECT i.account, i.app_id, i.locale, 'app_info_localizations' AS resource, i.id, 'locale' AS field,
  'the app has a name in this language, and no texts' AS message
FROM (
  SELECT account, app_info_id, app_info_pk FROM drafts GROUP BY app_info_pk
  HAVING app_info_pk IS NOT NULL AND min(id NOT GLOB '~*') AND min(synced_at IS NOT NULL)
) AS d
CROSS JOIN app_info_localizations_mirror AS m ON m.parent = d.app_info_pk AND m.gone_at IS NULL
LEFT JOIN (SELECT DISTINCT app_info_pk, locale FROM draft_listings) AS l ON l.app_info_pk = d.app_info_pk AND l.locale = m.locale
CROSS JOIN app_info_localizations AS i ON i.id = m.id AND i.account = d.account
WHERE l.locale IS NULL
