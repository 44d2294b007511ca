-- title: An address answers with an error
-- why: It may be a fault of the moment, or refuse programs only; but a reviewer who sees the same rejects the app.
-- level: warning
-- fix: Open it in a browser. Another one is staged by: fleet set '{field}=https://…' --view {resource} --app {bundle_id}
--   --locale {locale} --where editable
WITH bad AS MATERIALIZED (SELECT url, status FROM url_answers WHERE status >= 400 AND status NOT IN (404, 410)),
f(field, shared) AS (VALUES ('support_url', 0), ('marketing_url', 0), ('privacy_policy_url', 1))
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  'the address answers with the error ' || bad.status AS message
FROM draft_listings AS l
CROSS JOIN f
CROSS JOIN bad ON bad.url = CASE f.field WHEN 'support_url' THEN l.support_url WHEN 'marketing_url' THEN l.marketing_url ELSE l.privacy_policy_url END
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.support_url IN (SELECT url FROM bad) OR l.marketing_url IN (SELECT url FROM bad) OR l.privacy_policy_url IN (SELECT url FROM bad)
