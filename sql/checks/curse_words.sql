-- title: A text curses
-- why: Guideline 1.1: reviewers reject objectionable words in what all ages can read.
-- level: warning
-- fix: fleet replace --ignore-case '…' '…' --in {field} --app {bundle_id} --locale {locale}

-- Only words that are nothing else in any other language of the store.
SELECT DISTINCT account, app_id, platform, version_string, locale, resource, id, field, 'it curses: ' || word AS message
FROM (
  SELECT *, word_in(text,
    'fuck|fucks|fucked|fucker|fuckers|fucking|motherfucker|motherfucking|shit|shits|shitty|bullshit|asshole|assholes|bitch|bitches' ||
    '|cunt|cunts|dickhead|wanker|wankers|twat|cocksucker|faggot|faggots|nigger|niggers|whore|whores|scheiße|scheisse|scheiß|arschloch' ||
    '|arschlöcher|fotze|hurensohn|wichser|putain|connard|connasse|enculé|salope|hijo de puta|gilipollas|cabrón|mierda|coño|cazzo|stronzo' ||
    '|stronza|vaffanculo|caralho|filho da puta|kurwa|spierdalaj|блядь|нахуй|пизда|пиздец|ёбаный|orospu|siktir'
  ) AS word
  FROM draft_texts
)
WHERE word IS NOT NULL
