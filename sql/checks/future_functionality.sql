-- title: A text promises what is not there yet
-- why: Guideline 2.3.1: a listing tells what the app does now; what is promised for later gets it rejected.
-- level: warning
-- fix: fleet replace --ignore-case '…' '…' --in {field} --app {bundle_id} --locale {locale}
WITH f(field, shared) AS (VALUES
  ('name', 1), ('subtitle', 1), ('keywords', 0), ('promotional_text', 0), ('whats_new', 0), ('description', 0)
)
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  'it promises something: ' || lower(l.word) AS message
FROM (
  SELECT *, word_in(coalesce(name, '') || char(10) || coalesce(subtitle, '') || char(10) || coalesce(keywords, '') || char(10) ||
    coalesce(promotional_text, '') || char(10) || coalesce(whats_new, '') || char(10) || coalesce(description, ''),
    'coming soon|coming shortly|arriving soon|arriving shortly|here soon|here shortly|in the next release|in the next version' ||
    '|in the next update|in a future release|in a future version|in a future update|will be added soon|demnächst verfügbar|in kürze verfügbar' ||
    '|bald verfügbar|kommt bald|im nächsten update|in einer zukünftigen version|bientôt disponible|prochainement disponible' ||
    '|dans une prochaine version|próximamente disponible|disponible próximamente|muy pronto disponible|en la próxima versión' ||
    '|prossimamente disponibile|presto disponibile|nella prossima versione|disponível em breve|na próxima versão|binnenkort beschikbaar' ||
    '|in de volgende versie|скоро появится|в следующей версии|wkrótce dostępne|w następnej wersji|kommer snart|çok yakında'
  ) AS word
  FROM draft_listings
) AS l
CROSS JOIN f ON word_in(CASE f.field WHEN 'name' THEN l.name WHEN 'subtitle' THEN l.subtitle WHEN 'keywords' THEN l.keywords
  WHEN 'promotional_text' THEN l.promotional_text WHEN 'whats_new' THEN l.whats_new ELSE l.description END, l.word) IS NOT NULL
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.word IS NOT NULL
