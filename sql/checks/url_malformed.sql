-- title: An address is none of the web
-- why: Apple refuses an address without http:// or https:// and a domain, or with blanks in it.
-- level: error
-- fix: fleet set '{field}=https://…' --view {resource} --app {bundle_id} --locale {locale} --where editable
WITH f(field, shared) AS (VALUES ('support_url', 0), ('marketing_url', 0), ('privacy_policy_url', 1))
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  'it is no address of the web' AS message
FROM draft_listings AS l
CROSS JOIN f ON CASE f.field WHEN 'support_url' THEN l.support_url WHEN 'marketing_url' THEN l.marketing_url ELSE l.privacy_policy_url END
  NOT REGEXP '(?i)^https?://([^\s/?#@\\<>"]*@)?[^\s/?#@:.\\<>"]+([.][^\s/?#@:.\\<>"]+)+[.]?(:[0-9]{1,5})?([/?#][^\s\\<>"]*)?$'
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE trim(CASE f.field WHEN 'support_url' THEN l.support_url WHEN 'marketing_url' THEN l.marketing_url ELSE l.privacy_policy_url END) <> ''
