-- title: An app for Apple TV has no text of a privacy policy
-- why: Apple TV has no browser, so Apple asks for the policy itself instead of its address.
-- level: error
-- fix: fleet set 'privacy_policy_text=…' --app {bundle_id} --locale {locale} --where editable
SELECT i.account, i.app_id, i.locale, 'app_info_localizations' AS resource, i.id, 'privacy_policy_text' AS field,
  'the text of the privacy policy is missing' AS message
FROM (SELECT DISTINCT account, app_info_id FROM drafts WHERE app_info_id IS NOT NULL AND platform = 'TV_OS') AS d
CROSS JOIN app_info_localizations AS i ON i.app_info_id = d.app_info_id AND i.account = d.account
WHERE trim(coalesce(i.privacy_policy_text, '')) = ''
