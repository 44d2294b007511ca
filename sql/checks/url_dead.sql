-- title: An address leads nowhere
-- why: Reviewers open the addresses, and reject an app whose support or privacy page is not there.
-- level: error
-- fix: fleet set '{field}=https://…' --view {resource} --app {bundle_id} --locale {locale} --where editable
WITH bad AS MATERIALIZED (SELECT url, status FROM url_answers WHERE status IS NULL OR status IN (404, 410)),
f(field, shared) AS (VALUES ('support_url', 0), ('marketing_url', 0), ('privacy_policy_url', 1))
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  iif(bad.status IS NULL, 'nobody answers at the address', 'there is no page at the address') AS message
FROM draft_listings AS l
CROSS JOIN f
CROSS JOIN bad ON bad.url = CASE f.field WHEN 'support_url' THEN l.support_url WHEN 'marketing_url' THEN l.marketing_url ELSE l.privacy_policy_url END
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.support_url IN (SELECT url FROM bad) OR l.marketing_url IN (SELECT url FROM bad) OR l.privacy_policy_url IN (SELECT url FROM bad)
