-- title: Keywords waste some of their 100 characters
-- why: Blanks around commas and empty parts count, and find nothing.
-- level: warning
-- fix: fleet check --fix --check keywords_wasteful --app {bundle_id}
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'keywords' AS field,
  'blanks around commas or empty parts' AS message,
  (SELECT nullif(group_concat(trim(value), ','), '') FROM json_each(split(keywords, ',')) WHERE trim(value) <> '') AS proposed
FROM draft_listings
WHERE trim(keywords) <> '' AND (keywords || ',') REGEXP '(^|,)\s*,|,\s|\s,|^\s'
