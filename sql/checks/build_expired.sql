-- title: The build of a version has expired
-- why: An expired build can neither be submitted nor tested; another one must be uploaded.
-- level: error
-- fix: fleet build attach latest --app {bundle_id} --platform {platform}
SELECT d.account, d.app_id, d.platform, d.version_string, 'versions' AS resource, d.id, 'build' AS field, 'the build has expired' AS message
FROM drafts AS d
CROSS JOIN builds AS b ON b.account = d.account AND b.id = d.build
WHERE b.expired
