-- title: A text is longer than Apple takes
-- why: Apple refuses it. What is there was staged here, or comes from a time with another limit.
-- level: error
-- fix: Shorten it. fleet query "SELECT {field} FROM {resource} WHERE id = '{id}'" shows it, and
--   fleet edit "UPDATE {resource} SET {field} = '…' WHERE id = '{id}'" stages another.
WITH f(field, shared, max) AS (VALUES
  ('name', 1, 30), ('subtitle', 1, 30), ('keywords', 0, 100), ('promotional_text', 0, 170), ('whats_new', 0, 4000), ('description', 0, 4000)
)
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  'longer than ' || f.max || ' characters' AS message
FROM draft_listings AS l
CROSS JOIN f ON f.max < CASE f.field WHEN 'name' THEN l.name_len WHEN 'subtitle' THEN l.subtitle_len WHEN 'keywords' THEN l.keywords_len
  WHEN 'promotional_text' THEN l.promotional_text_len WHEN 'whats_new' THEN l.whats_new_len ELSE l.description_len END
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.name_len > 30 OR l.subtitle_len > 30 OR l.keywords_len > 100 OR l.promotional_text_len > 170 OR l.whats_new_len > 4000
  OR l.description_len > 4000
UNION ALL
SELECT account, app_id, platform, version_string, NULL, 'versions', id, 'copyright', 'longer than 200 characters'
FROM drafts WHERE length(copyright) > 200
UNION ALL
SELECT r.account, r.app_id, r.platform, r.version_string, NULL, 'review_details', r.id, 'notes', 'longer than 4000 characters'
FROM drafts AS d
CROSS JOIN review_details AS r ON r.account = d.account AND r.version_id = d.id
WHERE r.notes_len > 4000
