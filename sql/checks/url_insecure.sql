-- title: An address is not secure
-- why: What http:// leads to can be read and changed on its way; reviewers and browsers warn of it.
-- level: warning
-- fix: fleet edit "UPDATE {resource} SET {field} = replace({field}, 'http://', 'https://') WHERE id = '{id}'"
WITH f(field, shared) AS (VALUES ('support_url', 0), ('marketing_url', 0), ('privacy_policy_url', 1))
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  'the address is not secure (http)' AS message
FROM draft_listings AS l
CROSS JOIN f ON CASE f.field WHEN 'support_url' THEN l.support_url WHEN 'marketing_url' THEN l.marketing_url ELSE l.privacy_policy_url END
  LIKE 'http://%'
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.support_url LIKE 'http://%' OR l.marketing_url LIKE 'http://%' OR l.privacy_policy_url LIKE 'http://%'
