-- Which apps are ready, after a run of the checks: an app without a version to submit is neither ready nor blocked. Only
-- what is different is written.
INSERT INTO app_readiness(app, readiness, errors, warnings)
SELECT apps.pk, CASE WHEN drafts.app IS NULL THEN 'nothing' WHEN coalesce(f.errors, 0) > 0 THEN 'blocked' ELSE 'ready' END,
  coalesce(f.errors, 0), coalesce(f.warnings, 0)
FROM apps_mirror AS apps
LEFT JOIN (SELECT DISTINCT app_pk AS app FROM drafts) AS drafts ON drafts.app = apps.pk
LEFT JOIN (
  SELECT app, count(*) FILTER (WHERE level = 'error') AS errors, count(*) FILTER (WHERE level = 'warning') AS warnings
  FROM check_findings GROUP BY app
) AS f ON f.app = apps.pk
WHERE true
ON CONFLICT(app) DO UPDATE SET readiness = excluded.readiness, errors = excluded.errors, warnings = excluded.warnings
WHERE (app_readiness.readiness, app_readiness.errors, app_readiness.warnings) IS NOT (excluded.readiness, excluded.errors, excluded.warnings)
