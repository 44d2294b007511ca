-- title: A listing has no promotional text
-- why: It stands above the description, and is the one text that can be changed without a review.
-- level: info
-- fix: fleet set 'promotional_text=…' --app {bundle_id} --platform {platform} --locale {locale} --where editable
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'promotional_text' AS field,
  'the promotional text is missing' AS message
FROM draft_listings
WHERE trim(coalesce(promotional_text, '')) = ''
