-- All versions of the apps that are meant, those of a platform together and the newest first.
SELECT v.app, v.account, v.app_id, v.platform, v.pk, v.id, v.version_string, v.state, v.build, v.release_type, v.earliest_release_date, v.staged
FROM versions AS v WHERE {apps}
ORDER BY v.app, v.app_id, v.account, v.platform, v.pk DESC
