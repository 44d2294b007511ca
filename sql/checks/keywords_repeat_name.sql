-- title: A keyword repeats the name or the subtitle
-- why: Their words are searched for anyhow, so the keyword takes room and finds nothing more.
-- level: warning
-- fix: fleet set 'keywords=…' --app {bundle_id} --platform {platform} --locale {locale} --where editable
SELECT l.account, l.app_id, l.platform, l.version_string, l.locale, 'version_localizations' AS resource, l.id, 'keywords' AS field,
  'a keyword is a word of the name or the subtitle' AS message
FROM draft_listings AS l
WHERE l.keywords_len > 0 AND EXISTS(
  SELECT 1 FROM json_each(split(lower(l.keywords), ',')) AS k
  WHERE length(trim(k.value)) > 2 AND instr(lower(l.name) || ' ' || lower(coalesce(l.subtitle, '')), trim(k.value)) > 0
    AND word_in(l.name || ' ' || coalesce(l.subtitle, ''), trim(k.value)) IS NOT NULL
)
