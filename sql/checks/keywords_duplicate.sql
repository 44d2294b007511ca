-- title: A keyword is there twice
-- why: The second one takes room and finds nothing more.
-- level: warning
-- fix: fleet check --fix --check keywords_duplicate --app {bundle_id}
SELECT account, app_id, platform, version_string, locale, 'version_localizations' AS resource, id, 'keywords' AS field,
  'a keyword is there twice' AS message,
  (
    SELECT group_concat(word, ',')
    FROM (SELECT min(key) AS place, trim(value) AS word FROM json_each(split(keywords, ',')) GROUP BY lower(trim(value)) ORDER BY place)
    WHERE word <> ''
  ) AS proposed
FROM draft_listings
WHERE listed_twice(keywords) IS NOT NULL
