-- title: A set shows the same screenshot twice
-- why: An upload that was repeated leaves one behind, and nobody wants to see it again.
-- level: warning
-- fix: fleet edit "DELETE FROM screenshots WHERE id = '{id}'"

-- Most sets are told apart by their numbers.
WITH several AS MATERIALIZED (
  SELECT s.pk FROM drafts AS d
  CROSS JOIN version_localizations_mirror AS l ON l.parent = d.pk
  CROSS JOIN screenshot_sets_mirror AS s ON s.parent = l.pk
  WHERE (SELECT count(*) > count(DISTINCT p.checksum) FROM screenshots_mirror AS p WHERE p.parent = s.pk)
),
twice AS MATERIALIZED (
  SELECT q.pk FROM several AS s
  CROSS JOIN screenshots_mirror AS p ON p.parent = s.pk
  CROSS JOIN screenshots_mirror AS q ON q.parent = s.pk AND q.position > p.position
  WHERE q.checksum = p.checksum AND p.checksum <> '' AND p.gone_at IS NULL AND p.delivery_state IS NOT 'FAILED'
    AND p.pk NOT IN (SELECT pk FROM staged WHERE field = '-' AND resource = (SELECT code FROM resources WHERE name = 'screenshots'))
)
SELECT DISTINCT p.account, p.app_id, p.platform, p.version_string, p.locale, 'screenshots' AS resource, p.id,
  'the same picture is in the set before' AS message
FROM twice
CROSS JOIN screenshots AS p ON p.pk = twice.pk
WHERE p.delivery_state IS NOT 'FAILED'
