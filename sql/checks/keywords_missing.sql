-- title: A listing has no keywords
-- why: Apple refuses to review a version without them, in any of its locales.
-- level: error
-- fix: fleet set 'keywords=…' --app {bundle_id} --platform {platform} --locale {locale} --where editable
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'keywords' AS field,
  'the keywords are missing' AS message
FROM draft_listings
WHERE trim(coalesce(keywords, '')) = ''
