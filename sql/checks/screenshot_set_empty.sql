-- title: A set has no screenshots
-- why: It stands in the way: while a set is there Apple does not show larger pictures in its place.
-- level: warning
-- fix: fleet edit "DELETE FROM screenshot_sets WHERE id = '{id}'", or fleet shots stage FOLDER --app {bundle_id}
WITH removed AS (SELECT pk FROM staged WHERE field = '-' AND resource = (SELECT code FROM resources WHERE name = 'screenshots')),
sets AS MATERIALIZED (
  SELECT s.pk FROM drafts AS d
  CROSS JOIN version_localizations_mirror AS l ON l.parent = d.pk
  CROSS JOIN screenshot_sets_mirror AS s ON s.parent = l.pk
  WHERE NOT EXISTS(
    SELECT 1 FROM screenshots_mirror AS p WHERE p.parent = s.pk AND p.gone_at IS NULL AND p.pk NOT IN (SELECT pk FROM removed)
  ) AND (s.id GLOB '~*' OR EXISTS(
    SELECT 1 FROM sync_scopes AS r
    WHERE r.account = l.account AND r.kind = 'screenshots' AND r.parent = l.pk AND r.fetched_at IS NOT NULL
  ))
)
SELECT s.account, s.app_id, s.platform, s.version_string, s.locale, 'screenshot_sets' AS resource, s.id,
  'no screenshots in the set' AS message
FROM sets
CROSS JOIN screenshot_sets AS s ON s.pk = sets.pk
