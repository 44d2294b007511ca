-- What the last run of the checks found, in its order.
SELECT check_name, level, app, platform, version_string, locale, resource, id, field, message, fix, proposed, first_seen_at
FROM check_findings ORDER BY rowid
