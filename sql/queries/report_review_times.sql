-- How long each review took, as far as syncs saw it, the latest first.
SELECT account, app_id, app, platform, version_string, waiting_at, decided_at, outcome, waited, reviewed
FROM review_times ORDER BY waiting_at DESC, account, app_id, version_id
