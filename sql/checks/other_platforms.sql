-- title: A text names another mobile platform
-- why: Guideline 2.3.10: no other mobile platforms or stores in the texts; reviewers search for the words.
-- level: warning
-- fix: fleet replace --ignore-case '…' '…' --in {field} --app {bundle_id} --locale {locale}

-- Windows and BlackBerry alone are none of these words: houses have windows, and blackberries are for jam.
WITH f(field, shared) AS (VALUES
  ('name', 1), ('subtitle', 1), ('keywords', 0), ('promotional_text', 0), ('whats_new', 0), ('description', 0)
)
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  'it names another platform: ' || lower(l.word) AS message
FROM (
  SELECT *, word_in(coalesce(name, '') || char(10) || coalesce(subtitle, '') || char(10) || coalesce(keywords, '') || char(10) ||
    coalesce(promotional_text, '') || char(10) || coalesce(whats_new, '') || char(10) || coalesce(description, ''),
    'android|google play|play store|wear os|wearos|android auto|galaxy store|galaxy watch|appgallery|huawei appgallery' ||
    '|amazon appstore|kindle fire|windows phone|windows mobile|windows 10 mobile|windows universal app|blackberry os|blackberry 10' ||
    '|blackberry world|harmonyos|tizen|symbian|sailfish os|palm os|webos phone|андроид|안드로이드|อันดรอยด์'
  ) AS word
  FROM draft_listings
) AS l
CROSS JOIN f ON word_in(CASE f.field WHEN 'name' THEN l.name WHEN 'subtitle' THEN l.subtitle WHEN 'keywords' THEN l.keywords
  WHEN 'promotional_text' THEN l.promotional_text WHEN 'whats_new' THEN l.whats_new ELSE l.description END, l.word) IS NOT NULL
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.word IS NOT NULL
