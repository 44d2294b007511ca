-- title: A version lacks the app's primary locale
-- why: Everybody whose language an app has not sees the primary one, so Apple reviews no version without it.
-- level: error
-- fix: fleet edit "INSERT INTO version_localizations(version_id, locale) SELECT id, primary_locale FROM drafts WHERE id = '{id}'"
SELECT d.account, d.app_id, d.platform, d.version_string, d.primary_locale AS locale, 'versions' AS resource, d.id,
  'the primary locale is missing' AS message
FROM drafts AS d
LEFT JOIN (SELECT DISTINCT version_pk FROM draft_listings WHERE locale = primary_locale) AS l ON l.version_pk = d.pk
WHERE l.version_pk IS NULL AND d.synced_at IS NOT NULL AND (d.id NOT GLOB '~*' OR d.is_first)
