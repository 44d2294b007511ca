-- title: A text names another mobile platform
-- why: Guideline 2.3.10: no other mobile platforms or stores in the texts; reviewers search for the words.
-- level: warning
-- fix: fleet replace --ignore-case '…' '…' --in {field} --app {bundle_id} --locale {locale}

-- Windows and BlackBerry alone are none of these words: houses have windows, and blackberries are for jam.
SELECT DISTINCT account, app_id, platform, version_string, locale, resource, id, field, 'it names another platform: ' || word AS message
FROM (
  SELECT *, word_in(text,
    'android|google play|play store|wear os|wearos|android auto|galaxy store|galaxy watch|appgallery|huawei appgallery' ||
    '|amazon appstore|kindle fire|windows phone|windows mobile|windows 10 mobile|windows universal app|blackberry os|blackberry 10' ||
    '|blackberry world|harmonyos|tizen|symbian|sailfish os|palm os|webos phone|андроид|안드로이드|อันดรอยด์'
  ) AS word
  FROM draft_texts
)
WHERE word IS NOT NULL
