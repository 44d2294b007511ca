-- title: Two languages have the same keywords
-- why: People search in their own language; keywords of another one seldom find them.
-- level: info
-- fix: fleet set 'keywords=…' --app {bundle_id} --platform {platform} --locale {locale} --where editable
WITH same AS (
  SELECT version_pk, keywords FROM draft_listings WHERE keywords_len > 0
  GROUP BY version_pk, keywords HAVING count(DISTINCT substr(locale, 1, 2)) > 1
)
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'keywords' AS field,
  'the same keywords as in another language' AS message
FROM draft_listings
WHERE (version_pk, keywords) IN (SELECT version_pk, keywords FROM same) AND locale <> primary_locale
