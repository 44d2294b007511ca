-- title: A version has no copyright
-- why: Apple refuses to review a version without one.
-- level: error
-- fix: fleet set 'copyright={year} {legal_name}' --app {bundle_id} --platform {platform} --where editable

-- Apple gives a new version the copyright of the one before, so one that is only staged lacks it only if it is the first.
SELECT account, app_id, platform, version_string, 'versions' AS resource, id, 'copyright' AS field,
  'the copyright is missing' AS message
FROM drafts
WHERE trim(coalesce(copyright, '')) = '' AND (id NOT GLOB '~*' OR is_first)
