-- title: An app has no subtitle
-- why: It stands below the name wherever the app is shown, and its words are searched for.
-- level: warning
-- fix: fleet set 'subtitle=…' --view app_info_localizations --app {bundle_id} --locale {locale} --where editable
SELECT DISTINCT l.account, l.app_id, l.locale, 'app_info_localizations' AS resource, i.id, 'subtitle' AS field, 'the subtitle is missing' AS message
FROM draft_listings AS l
JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE trim(coalesce(l.subtitle, '')) = ''
