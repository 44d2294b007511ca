-- title: A version is not newer than one that was released
-- why: Apple refuses a number that was used, and nobody gets an update that is older than what they have.
-- level: error
-- fix: fleet set 'version_string=…' --app {bundle_id} --platform {platform} --where editable
SELECT d.account, d.app_id, d.platform, d.version_string, 'versions' AS resource, d.id, 'version_string' AS field,
  'the version number is not greater than that of a released version' AS message
FROM drafts AS d
JOIN (
  SELECT parent, platform, max(version_key(version_string)) AS newest FROM versions_mirror
  WHERE state IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_VERSION') AND gone_at IS NULL
  GROUP BY parent, platform
) AS released ON released.parent = d.app_pk AND released.platform = d.platform
WHERE version_key(d.version_string) <= released.newest
