-- title: A text says something bad about Apple
-- why: Apple rejects texts that blame its systems or devices.
-- level: warning
-- fix: fleet replace --ignore-case '…' '…' --in {field} --app {bundle_id} --locale {locale}

-- An old iPhone is nothing bad: many apps make something of one.
WITH f(field, shared) AS (VALUES
  ('name', 1), ('subtitle', 1), ('keywords', 0), ('promotional_text', 0), ('whats_new', 0), ('description', 0)
)
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  'it says something bad about Apple: ' || lower(l.word) AS message
FROM (
  SELECT *, word_in(coalesce(name, '') || char(10) || coalesce(subtitle, '') || char(10) || coalesce(keywords, '') || char(10) ||
    coalesce(promotional_text, '') || char(10) || coalesce(whats_new, '') || char(10) || coalesce(description, ''),
    'ios bug|ipados bug|macos bug|safari bug|webkit bug|uikit bug|app store bug|apple store bug|apple bug|bug in ios|bugs in ios|bug in macos' ||
    '|bug in safari|bug in webkit|slow iphone|slow ipad|hate apple|apple sucks|apple''s fault|apple’s fault|fault of apple|stupid apple' ||
    '|apple-bug|ios-bug|ios-fehler|fehler in ios|fehler von apple|langsames iphone|bug d’ios|bug dios|bug de ios|error de ios'
  ) AS word
  FROM draft_listings
) AS l
CROSS JOIN f ON word_in(CASE f.field WHEN 'name' THEN l.name WHEN 'subtitle' THEN l.subtitle WHEN 'keywords' THEN l.keywords
  WHEN 'promotional_text' THEN l.promotional_text WHEN 'whats_new' THEN l.whats_new ELSE l.description END, l.word) IS NOT NULL
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.word IS NOT NULL
