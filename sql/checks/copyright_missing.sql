-- title: A version has no copyright
-- why: Apple reviews no version without one.
-- level: error
-- fix: fleet set 'copyright={year} {legal_name}' --app {bundle_id}
SELECT account, app_id, platform, version_string, 'versions' AS resource, id, 'copyright' AS field, 'the copyright is missing' AS message
FROM drafts WHERE trim(coalesce(copyright, '')) = ''
