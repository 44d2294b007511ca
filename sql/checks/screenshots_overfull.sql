-- title: A set has more than 10 screenshots
-- why: Apple shows 10, and takes no more.
-- level: error
-- fix: fleet shots stage FOLDER --app {bundle_id} --locale {locale} --prune, or DELETE FROM screenshots with fleet edit

-- Most sets are told apart by the index alone.
WITH removed AS (SELECT pk FROM staged WHERE field = '-' AND resource = (SELECT code FROM resources WHERE name = 'screenshots')),
sets AS MATERIALIZED (
  SELECT s.pk FROM drafts AS d
  CROSS JOIN version_localizations_mirror AS l ON l.parent = d.pk
  CROSS JOIN screenshot_sets_mirror AS s ON s.parent = l.pk
  WHERE EXISTS(SELECT 1 FROM screenshots_mirror AS p WHERE p.parent = s.pk LIMIT 1 OFFSET 10)
    AND (SELECT count(*) FROM screenshots_mirror AS p WHERE p.parent = s.pk AND p.gone_at IS NULL AND p.pk NOT IN (SELECT pk FROM removed)) > 10
)
SELECT s.account, s.app_id, s.platform, s.version_string, s.locale, 'screenshot_sets' AS resource, s.id,
  'more than 10 screenshots' AS message
FROM sets
CROSS JOIN screenshot_sets AS s ON s.pk = sets.pk
