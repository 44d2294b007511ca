-- title: An app has no primary category
-- why: Apple refuses to review an app without one.
-- level: error
-- fix: fleet set primary_category=… --app {bundle_id} --where editable; the view categories names them all
SELECT DISTINCT i.account, i.app_id, 'app_infos' AS resource, i.id, 'primary_category' AS field, 'the primary category is missing' AS message
FROM (SELECT DISTINCT account, app_info_id FROM drafts WHERE app_info_id IS NOT NULL) AS d
CROSS JOIN app_infos AS i ON i.id = d.app_info_id AND i.account = d.account
WHERE i.primary_category IS NULL AND i.synced_at IS NOT NULL
