-- title: A listing has no description
-- why: Apple refuses to review a version without one, in any of its locales.
-- level: error
-- fix: fleet set 'description=…' --app {bundle_id} --platform {platform} --locale {locale} --where editable
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'description' AS field,
  'the description is missing' AS message
FROM draft_listings
WHERE trim(coalesce(description, '')) = ''
