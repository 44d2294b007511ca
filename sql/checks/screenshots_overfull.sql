-- title: A set has more than 10 screenshots
-- why: Apple shows 10, and takes no more.
-- level: error
-- fix: fleet shots stage FOLDER --app {bundle_id} --locale {locale} --prune, or DELETE FROM screenshots with fleet edit
WITH sets AS MATERIALIZED (
  SELECT p.parent AS pk FROM screenshots_mirror AS p
  LEFT JOIN staged AS x ON x.resource = (SELECT code FROM resources WHERE name = 'screenshots') AND x.pk = p.pk AND x.field = '-'
  WHERE p.gone_at IS NULL AND x.pk IS NULL
  GROUP BY p.parent HAVING count(*) > 10
)
SELECT s.account, s.app_id, s.platform, s.version_string, s.locale, 'screenshot_sets' AS resource, s.id,
  'more than 10 screenshots' AS message
FROM sets
CROSS JOIN screenshot_sets AS s ON s.pk = sets.pk
CROSS JOIN drafts AS d ON d.account = s.account AND d.id = s.version_id
