-- title: A text curses
-- why: Guideline 1.1: reviewers reject objectionable words in what all ages can read.
-- level: warning
-- fix: fleet replace --ignore-case '…' '…' --in {field} --app {bundle_id} --locale {locale}

-- Only words that are nothing else in any other language of the store.
WITH f(field, shared) AS (VALUES
  ('name', 1), ('subtitle', 1), ('keywords', 0), ('promotional_text', 0), ('whats_new', 0), ('description', 0)
)
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  'it curses: ' || lower(l.word) AS message
FROM (
  SELECT *, word_in(coalesce(name, '') || char(10) || coalesce(subtitle, '') || char(10) || coalesce(keywords, '') || char(10) ||
    coalesce(promotional_text, '') || char(10) || coalesce(whats_new, '') || char(10) || coalesce(description, ''),
    'fuck|fucks|fucked|fucker|fuckers|fucking|motherfucker|motherfucking|shit|shits|shitty|bullshit|asshole|assholes|bitch|bitches' ||
    '|cunt|cunts|dickhead|wanker|wankers|twat|cocksucker|faggot|faggots|nigger|niggers|whore|whores|scheiße|scheisse|scheiß|arschloch' ||
    '|arschlöcher|fotze|hurensohn|wichser|putain|connard|connasse|enculé|salope|hijo de puta|gilipollas|cabrón|mierda|coño|cazzo|stronzo' ||
    '|stronza|vaffanculo|caralho|filho da puta|kurwa|spierdalaj|блядь|нахуй|пизда|пиздец|ёбаный|orospu|siktir'
  ) AS word
  FROM draft_listings
) AS l
CROSS JOIN f ON word_in(CASE f.field WHEN 'name' THEN l.name WHEN 'subtitle' THEN l.subtitle WHEN 'keywords' THEN l.keywords
  WHEN 'promotional_text' THEN l.promotional_text WHEN 'whats_new' THEN l.whats_new ELSE l.description END, l.word) IS NOT NULL
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.word IS NOT NULL
