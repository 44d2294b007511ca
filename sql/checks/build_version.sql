-- title: A build was made for another version
-- why: Apple attaches only builds of the version's own number, so one of the two numbers is wrong.
-- level: warning
-- fix: fleet build attach latest --app {bundle_id} --platform {platform}
SELECT d.account, d.app_id, d.platform, d.version_string, 'versions' AS resource, d.id, 'build' AS field,
  'the build is of another version number' AS message
FROM drafts AS d
CROSS JOIN builds AS b ON b.account = d.account AND b.id = d.build
CROSS JOIN pre_release_versions AS p ON p.account = b.account AND p.id = b.pre_release_version
WHERE version_key(p.version) <> version_key(d.version_string)
