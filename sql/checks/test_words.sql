-- title: A text says that this is a test
-- why: Guideline 2.2: tests, betas and demos are for TestFlight, and are rejected from the store.
-- level: warning
-- fix: fleet replace --ignore-case '…' '…' --in {field} --app {bundle_id} --locale {locale}

-- Tests alone are nothing bad: apps test hearing, English and driving.
SELECT DISTINCT account, app_id, platform, version_string, locale, resource, id, field, 'it speaks of a test: ' || word AS message
FROM (
  SELECT *, word_in(text,
    'just a test|this is a test|only a test|alpha test|beta test|alpha version|beta version|beta build|test build|test version|testing 123' ||
    '|test test|demo version|asdf|asdfasdf|testflight|betaversion|alphaversion|testversion|nur ein test|das ist ein test|version bêta' ||
    '|version beta|versión beta|ceci est un test|esto es una prueba|versione beta|versione di prova|questo è un test|versão beta|isto é um teste' ||
    '|бета-версия|тестовая версия|это тест'
  ) AS word
  FROM draft_texts
)
WHERE word IS NOT NULL
