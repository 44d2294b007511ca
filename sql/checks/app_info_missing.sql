-- title: An app has no app info
-- why: Name, category and age rating hang from it. Apple makes one with every version; if it is not there, nobody can add it.
-- level: error
-- fix: fleet sync --only states,texts --app {bundle_id}; if it is still missing, only Apple can help
SELECT DISTINCT account, app_id, 'apps' AS resource, app_id AS id, 'the app info is missing' AS message
FROM drafts
WHERE app_info_pk IS NULL
