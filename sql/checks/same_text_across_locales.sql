-- title: Two languages have the same description
-- why: A locale whose text was never translated looks like a mistake to those who read it.
-- level: warning
-- fix: fleet set 'description=…' --app {bundle_id} --platform {platform} --locale {locale} --where editable

-- By length first: texts are long to sort.
WITH same_length AS (
  SELECT version_pk, description_len FROM draft_listings WHERE description_len > 0
  GROUP BY version_pk, description_len HAVING count(DISTINCT substr(locale, 1, 2)) > 1
),
same AS (
  SELECT version_pk, description FROM draft_listings
  WHERE (version_pk, description_len) IN (SELECT version_pk, description_len FROM same_length)
  GROUP BY version_pk, description HAVING count(DISTINCT substr(locale, 1, 2)) > 1
)
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'description' AS field,
  'the same description as in another language' AS message
FROM draft_listings
WHERE (version_pk, description) IN (SELECT version_pk, description FROM same) AND locale <> primary_locale
