-- title: A keyword repeats the name or the subtitle
-- why: Their words are searched for anyhow, so the keyword takes room and finds nothing more.
-- level: warning
-- fix: fleet set 'keywords=…' --app {bundle_id} --platform {platform} --locale {locale} --where editable
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'keywords' AS field,
  'a keyword is a word of the name or the subtitle' AS message
FROM draft_listings
WHERE listed_in(keywords, name || ' ' || coalesce(subtitle, '')) IS NOT NULL
