-- title: A keyword is too short
-- why: Apple wants keywords of more than two characters; shorter ones are names of things at best.
-- level: warning
-- fix: fleet set 'keywords=…' --app {bundle_id} --platform {platform} --locale {locale} --where editable
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'keywords' AS field,
  'a keyword has two characters or less' AS message
FROM draft_listings
WHERE (',' || keywords || ',') REGEXP ',\s*[^\s,]{1,2}\s*,' AND locale NOT IN ('ja', 'ko') AND locale NOT GLOB 'zh-*'
