-- title: A text says something bad about Apple
-- why: Apple rejects texts that blame its systems or devices.
-- level: warning
-- fix: fleet replace --ignore-case '…' '…' --in {field} --app {bundle_id} --locale {locale}

-- An old iPhone is nothing bad: many apps make something of one.
SELECT DISTINCT account, app_id, platform, version_string, locale, resource, id, field, 'it says something bad about Apple: ' || word AS message
FROM (
  SELECT *, word_in(text,
    'ios bug|ipados bug|macos bug|safari bug|webkit bug|uikit bug|app store bug|apple store bug|apple bug|bug in ios|bugs in ios|bug in macos' ||
    '|bug in safari|bug in webkit|slow iphone|slow ipad|hate apple|apple sucks|apple''s fault|apple’s fault|fault of apple|stupid apple' ||
    '|apple-bug|ios-bug|ios-fehler|fehler in ios|fehler von apple|langsames iphone|bug d’ios|bug dios|bug de ios|error de ios'
  ) AS word
  FROM draft_texts
)
WHERE word IS NOT NULL
