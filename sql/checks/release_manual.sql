-- title: A version waits for somebody to release it
-- why: With release type MANUAL an approved version stays where it is until somebody releases it by hand.
-- level: info
-- fix: fleet set release_type=AFTER_APPROVAL --app {bundle_id} --platform {platform} --where editable
SELECT account, app_id, platform, version_string, 'versions' AS resource, id, 'release_type' AS field,
  'it is released by hand' AS message
FROM drafts
WHERE release_type = 'MANUAL'
