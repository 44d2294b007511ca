-- title: Half of the room for keywords is empty
-- why: Every keyword is one more way to be found.
-- level: info
-- fix: fleet set 'keywords=…' --app {bundle_id} --platform {platform} --locale {locale} --where editable
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'keywords' AS field,
  'less than half of the 100 characters are used' AS message
FROM draft_listings
WHERE keywords_len < iif(locale IN ('ja', 'ko') OR locale GLOB 'zh-*', 25, 50) AND trim(keywords) <> ''
