-- title: A scheduled release has no date to come
-- why: Apple refuses a version that is scheduled for a moment that is over, or for none.
-- level: error
-- fix: fleet set 'earliest_release_date=…' --app {bundle_id} --platform {platform} --where editable
SELECT account, app_id, platform, version_string, 'versions' AS resource, id, 'earliest_release_date' AS field,
  iif(earliest_release_date IS NULL, 'the release is scheduled without a date', 'the release is scheduled for a moment that is over')
    AS message
FROM drafts
WHERE release_type = 'SCHEDULED' AND coalesce(unixepoch(earliest_release_date) <= unixepoch(), 1)
