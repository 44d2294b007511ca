-- title: An app has no privacy policy
-- why: Apple asks every app for the address of one, in every language; only on Apple TV a text takes its place.
-- level: error
-- fix: fleet set 'privacy_policy_url=https://…' --view app_info_localizations --app {bundle_id} --locale {locale} --where editable
SELECT DISTINCT l.account, l.app_id, l.locale, 'app_info_localizations' AS resource, i.id, 'privacy_policy_url' AS field,
  'the address of the privacy policy is missing' AS message
FROM draft_listings AS l
JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE trim(coalesce(l.privacy_policy_url, '')) = '' AND l.platform <> 'TV_OS'
