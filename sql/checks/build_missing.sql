-- title: A version has no build
-- why: There is nothing that Apple could review.
-- level: error
-- fix: fleet build attach latest --app {bundle_id} --platform {platform}
SELECT account, app_id, platform, version_string, 'versions' AS resource, id, 'build' AS field, 'no build is attached' AS message
FROM drafts
WHERE build IS NULL AND synced_at IS NOT NULL
