-- title: A version number is none that Apple takes
-- why: Apple takes one to three whole numbers with dots between them, of 18 characters at most.
-- level: error
-- fix: fleet set 'version_string=…' --app {bundle_id} --platform {platform} --where editable
SELECT account, app_id, platform, version_string, 'versions' AS resource, id, 'version_string' AS field,
  'the version number is not made of one to three numbers' AS message
FROM drafts
WHERE NOT coalesce(version_string, '') REGEXP '^[0-9]+([.][0-9]+){0,2}$' OR length(version_string) > 18
