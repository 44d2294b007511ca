-- title: Apple cannot use the build of a version
-- why: Only a build that was processed without errors can be submitted.
-- level: error
-- fix: fleet build attach latest --app {bundle_id} --platform {platform}
SELECT d.account, d.app_id, d.platform, d.version_string, 'versions' AS resource, d.id, 'build' AS field,
  CASE b.processing_state WHEN 'PROCESSING' THEN 'Apple still processes the build' ELSE 'Apple found the build invalid' END AS message
FROM drafts AS d
CROSS JOIN builds AS b ON b.account = d.account AND b.id = d.build
WHERE b.processing_state <> 'VALID'
