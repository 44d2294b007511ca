-- What the checks found in one app (?1: account, ?2: id) when they last ran, what matters most first.
SELECT level, check_name AS "check", platform, version_string, locale, resource, field, message, fix, first_seen_at
FROM findings WHERE account = ?1 AND app_id = ?2
ORDER BY CASE level WHEN 'error' THEN 0 WHEN 'warning' THEN 1 WHEN 'manual' THEN 2 ELSE 3 END, check_name, platform, locale, field
