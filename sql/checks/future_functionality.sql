-- title: A text promises what is not there yet
-- why: Guideline 2.3.1: a listing tells what the app does now; what is promised for later gets it rejected.
-- level: warning
-- fix: fleet replace --ignore-case '…' '…' --in {field} --app {bundle_id} --locale {locale}
SELECT DISTINCT account, app_id, platform, version_string, locale, resource, id, field, 'it promises something: ' || word AS message
FROM (
  SELECT *, word_in(text,
    'coming soon|coming shortly|arriving soon|arriving shortly|here soon|here shortly|in the next release|in the next version' ||
    '|in the next update|in a future release|in a future version|in a future update|will be added soon|demnächst verfügbar|in kürze verfügbar' ||
    '|bald verfügbar|kommt bald|im nächsten update|in einer zukünftigen version|bientôt disponible|prochainement disponible' ||
    '|dans une prochaine version|próximamente disponible|disponible próximamente|muy pronto disponible|en la próxima versión' ||
    '|prossimamente disponibile|presto disponibile|nella prossima versione|disponível em breve|na próxima versão|binnenkort beschikbaar' ||
    '|in de volgende versie|скоро появится|в следующей версии|wkrótce dostępne|w następnej wersji|kommer snart|çok yakında'
  ) AS word
  FROM draft_texts
)
WHERE word IS NOT NULL
