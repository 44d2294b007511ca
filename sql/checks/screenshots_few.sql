-- title: A set has few screenshots
-- why: People decide by the first three pictures, and search results show as many.
-- level: info
-- fix: fleet shots stage FOLDER --app {bundle_id} --locale {locale}
WITH removed AS (SELECT pk FROM staged WHERE field = '-' AND resource = (SELECT code FROM resources WHERE name = 'screenshots')),
sets AS MATERIALIZED (
  SELECT s.pk FROM drafts AS d
  CROSS JOIN version_localizations_mirror AS l ON l.parent = d.pk
  CROSS JOIN screenshot_sets_mirror AS s ON s.parent = l.pk
  WHERE (SELECT count(*) FROM screenshots_mirror AS p WHERE p.parent = s.pk AND p.gone_at IS NULL AND p.pk NOT IN (SELECT pk FROM removed)) BETWEEN 1 AND 2
)
SELECT s.account, s.app_id, s.platform, s.version_string, s.locale, 'screenshot_sets' AS resource, s.id,
  'less than 3 screenshots' AS message
FROM sets
CROSS JOIN screenshot_sets AS s ON s.pk = sets.pk
