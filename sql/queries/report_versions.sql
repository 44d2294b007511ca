-- Every version of every app, the newest first. A version staged for creation is the newest of all.
SELECT account, app_id, id, platform, version_string, state, copyright, release_type, earliest_release_date, created_date, staged
FROM versions ORDER BY account, app_id, platform, created_date IS NOT NULL, created_date DESC, pk DESC
