-- title: A set has few screenshots
-- why: People decide by the first three pictures, and search results show as many.
-- level: info
-- fix: fleet shots stage FOLDER --app {bundle_id} --locale {locale}
WITH sets AS MATERIALIZED (
  SELECT p.parent AS pk FROM screenshots_mirror AS p
  LEFT JOIN staged AS x ON x.resource = (SELECT code FROM resources WHERE name = 'screenshots') AND x.pk = p.pk AND x.field = '-'
  WHERE p.gone_at IS NULL AND p.delivery_state IS NOT 'FAILED' AND x.pk IS NULL
  GROUP BY p.parent HAVING count(*) < 3
)
SELECT s.account, s.app_id, s.platform, s.version_string, s.locale, 'screenshot_sets' AS resource, s.id,
  'less than 3 screenshots' AS message
FROM sets
CROSS JOIN screenshot_sets AS s ON s.pk = sets.pk
CROSS JOIN drafts AS d ON d.account = s.account AND d.id = s.version_id
