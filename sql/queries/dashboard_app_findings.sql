-- What the checks found in one app (?1: account, ?2: its id) when they last ran, what matters most first.
SELECT accounts.name AS account, apps.id AS app_id, f.check_name, f.level, f.platform, f.version_string, f.locale, f.field,
  f.message, 1 AS places, f.fix, f.fix AS other_fix, f.proposed IS NOT NULL AS is_proposed
FROM apps_mirror AS apps CROSS JOIN accounts ON accounts.pk = apps.account CROSS JOIN check_findings AS f ON f.app = apps.pk
WHERE accounts.name = ?1 AND apps.id = ?2 AND apps.gone_at IS NULL
ORDER BY CASE f.level WHEN 'error' THEN 0 WHEN 'warning' THEN 1 WHEN 'manual' THEN 2 ELSE 3 END, f.rowid
