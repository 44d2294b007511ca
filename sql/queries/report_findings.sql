-- What the checks found when they last ran. They are kept with what matters most first, so nothing needs to be sorted.
SELECT accounts.name AS account, apps.id AS app_id, f.check_name, f.level, f.platform, f.version_string, f.locale, f.field,
  f.message, 1 AS places, f.fix, f.fix AS other_fix, f.proposed IS NOT NULL AS is_proposed
FROM check_findings AS f
CROSS JOIN apps_mirror AS apps ON apps.pk = f.app
CROSS JOIN accounts ON accounts.pk = apps.account
WHERE apps.gone_at IS NULL
ORDER BY f.rowid
