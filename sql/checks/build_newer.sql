-- title: There is a newer build
-- why: A build of the same version was uploaded later, and can be used.
-- level: info
-- fix: fleet build attach latest --app {bundle_id} --platform {platform}
SELECT DISTINCT d.account, d.app_id, d.platform, d.version_string, 'versions' AS resource, d.id, 'build' AS field,
  'a newer build of this version can be used' AS message
FROM drafts AS d
CROSS JOIN builds AS b ON b.account = d.account AND b.id = d.build
CROSS JOIN builds AS newer ON newer.account = d.account AND newer.app_id = d.app_id AND newer.pre_release_version = b.pre_release_version
WHERE newer.processing_state = 'VALID' AND NOT coalesce(newer.expired, 0) AND newer.build_audience_type IS NOT 'INTERNAL_ONLY'
  AND unixepoch(newer.uploaded_date) > unixepoch(b.uploaded_date)
