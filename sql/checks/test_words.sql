-- title: A text says that this is a test
-- why: Guideline 2.2: tests, betas and demos are for TestFlight, and are rejected from the store.
-- level: warning
-- fix: fleet replace --ignore-case '…' '…' --in {field} --app {bundle_id} --locale {locale}

-- Tests alone are nothing bad: apps test hearing, English and driving.
WITH f(field, shared) AS (VALUES
  ('name', 1), ('subtitle', 1), ('keywords', 0), ('promotional_text', 0), ('whats_new', 0), ('description', 0)
)
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  'it speaks of a test: ' || lower(l.word) AS message
FROM (
  SELECT *, word_in(coalesce(name, '') || char(10) || coalesce(subtitle, '') || char(10) || coalesce(keywords, '') || char(10) ||
    coalesce(promotional_text, '') || char(10) || coalesce(whats_new, '') || char(10) || coalesce(description, ''),
    'just a test|this is a test|only a test|alpha test|beta test|alpha version|beta version|beta build|test build|test version|testing 123' ||
    '|test test|demo version|asdf|asdfasdf|testflight|betaversion|alphaversion|testversion|nur ein test|das ist ein test|version bêta' ||
    '|version beta|versión beta|ceci est un test|esto es una prueba|versione beta|versione di prova|questo è un test|versão beta|isto é um teste' ||
    '|бета-версия|тестовая версия|это тест'
  ) AS word
  FROM draft_listings
) AS l
CROSS JOIN f ON word_in(CASE f.field WHEN 'name' THEN l.name WHEN 'subtitle' THEN l.subtitle WHEN 'keywords' THEN l.keywords
  WHEN 'promotional_text' THEN l.promotional_text WHEN 'whats_new' THEN l.whats_new ELSE l.description END, l.word) IS NOT NULL
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.word IS NOT NULL
