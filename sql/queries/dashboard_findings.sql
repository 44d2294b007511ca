-- What the checks found when they last ran, by check: the most serious first, then what most apps have.
SELECT check_name, level, count(DISTINCT app) AS apps FROM check_findings GROUP BY check_name, level
ORDER BY level <> 'error', level <> 'warning', level <> 'manual', apps DESC, check_name
