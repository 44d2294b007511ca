-- What the checks found when they last ran: the columns of report_findings.sql, in one row for all places of an app with
-- the same words. Where they are mended in different ways, `other_fix` is another than `fix`.
SELECT accounts.name AS account, apps.id AS app_id, f.check_name, f.level, f.message, f.places, f.fix, f.other_fix, f.is_proposed
FROM (
  -- A check has one level in an app.
  SELECT app, check_name, level, message, count(*) AS places, min(fix) AS fix, max(fix) AS other_fix,
    max(proposed IS NOT NULL) AS is_proposed, min(rowid) AS first
  FROM check_findings GROUP BY app, check_name, message
) AS f
JOIN apps_mirror AS apps ON apps.pk = f.app
JOIN accounts ON accounts.pk = apps.account
WHERE apps.gone_at IS NULL
ORDER BY f.first
