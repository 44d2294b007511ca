-- title: A reviewer has rejected something
-- why: The submission waits for what the reviewer asked for; the reasons are on the web only.
-- level: warning
-- fix: Read https://appstoreconnect.apple.com/apps/{app_id}/distribution/reviewsubmissions/details/{id}, mend it, then:
--   fleet submit --app {bundle_id}
SELECT account, app_id, platform, 'submissions' AS resource, id, 'a reviewer has rejected it' AS message
FROM submissions
WHERE state = 'UNRESOLVED_ISSUES' AND coalesce(canceled, 0) = 0
