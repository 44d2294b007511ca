-- title: Are the App Privacy answers right?
-- why: Apple refuses to review an app without them, and its API neither shows nor takes them.
-- level: manual
-- fix: Look at https://appstoreconnect.apple.com/apps/{app_id}/distribution/privacy, then say that you did:
--   fleet check --acknowledge app_privacy --app {bundle_id} -m "…"
SELECT DISTINCT d.account, d.app_id, 'the App Privacy answers are seen on the web only' AS message
FROM drafts AS d
LEFT JOIN acknowledgements AS a ON a.check_name = 'app_privacy' AND a.app = d.app_pk
WHERE a.app IS NULL
