-- title: An update does not say what is new
-- why: Apple refuses an update without it; only the first version of an app has no news.
-- level: error
-- fix: fleet set 'whats_new=…' --app {bundle_id} --platform {platform} --locale {locale} --where editable
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'whats_new' AS field,
  'it does not say what is new' AS message
FROM draft_listings
WHERE trim(coalesce(whats_new, '')) = '' AND NOT is_first
