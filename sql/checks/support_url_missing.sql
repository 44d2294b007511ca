-- title: A listing has no support address
-- why: Apple refuses to review a version without one, in any of its locales.
-- level: error
-- fix: fleet set 'support_url=https://…' --app {bundle_id} --platform {platform} --locale {locale} --where editable
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'support_url' AS field,
  'the support address is missing' AS message
FROM draft_listings
WHERE trim(coalesce(support_url, '')) = ''
