-- title: Apple could not use a screenshot
-- why: It has the wrong size, transparency or a broken file; it is never shown, and takes the place of one that is.
-- level: error
-- fix: fleet edit "DELETE FROM screenshots WHERE id = '{id}'"; fleet shots stage FOLDER --app {bundle_id} puts it right
SELECT p.account, p.app_id, p.platform, p.version_string, p.locale, 'screenshots' AS resource, p.id,
  'Apple could not use the picture' AS message
FROM (SELECT pk FROM screenshots_mirror WHERE delivery_state = 'FAILED') AS f
CROSS JOIN screenshots AS p ON p.pk = f.pk
CROSS JOIN drafts AS d ON d.account = p.account AND d.id = p.version_id
