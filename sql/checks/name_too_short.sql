-- title: The name of an app is too short
-- why: Apple takes names of 2 to 30 characters.
-- level: error
-- fix: fleet set 'name=…' --view app_info_localizations --app {bundle_id} --locale {locale} --where editable
SELECT DISTINCT l.account, l.app_id, l.locale, 'app_info_localizations' AS resource, i.id, 'name' AS field, 'the name is shorter than 2 characters' AS message
FROM draft_listings AS l
JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE length(trim(l.name)) = 1
