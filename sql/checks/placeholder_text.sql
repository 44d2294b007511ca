-- title: A text is a placeholder
-- why: Guideline 2.1: texts that stand in for others get an app rejected as incomplete.
-- level: warning
-- fix: fleet edit "UPDATE {resource} SET {field} = '…' WHERE id = '{id}'"

-- TODO and TBD are looked for in capitals: in Spanish everything is todo.
WITH f(field, shared) AS (VALUES
  ('name', 1), ('subtitle', 1), ('keywords', 0), ('promotional_text', 0), ('whats_new', 0), ('description', 0)
)
SELECT DISTINCT l.account, l.app_id, iif(f.shared, NULL, l.platform) AS platform, iif(f.shared, NULL, l.version_string) AS version_string,
  l.locale, iif(f.shared, 'app_info_localizations', 'version_localizations') AS resource, iif(f.shared, i.id, l.id) AS id, f.field,
  'the text is a placeholder' AS message
FROM (
  SELECT *, coalesce(name, '') || char(10) || coalesce(subtitle, '') || char(10) || coalesce(keywords, '') || char(10) ||
    coalesce(promotional_text, '') || char(10) || coalesce(whats_new, '') || char(10) || coalesce(description, '') AS everything,
    '(lorem|hipster|bacon) ipsum|dolor sit amet|placeholder text|(your|insert|app) (text|description|keywords) here' ||
    '|(text|description) goes here|insert description|(?-u:\b)(keyword1|blindtext)(?-u:\b)|texte de remplacement|texto de relleno' ||
    '|testo segnaposto|(?-i:(?-u:\b)(TODO:|(FIXME|TBD|xxx+)(?-u:\b)))|[{]{2}\s*\w+\s*[}]{2}|[$][{]\w+[}]' ||
    '|^\s*(todo|tba|tbc|placeholder|text here|xxx+|n/a|none|null|undefined|description|keywords|subtitle|app name|[.…?-]+)\s*$'
    AS pattern
  FROM draft_listings
) AS l
CROSS JOIN f ON CASE f.field WHEN 'name' THEN l.name WHEN 'subtitle' THEN l.subtitle WHEN 'keywords' THEN l.keywords
  WHEN 'promotional_text' THEN l.promotional_text WHEN 'whats_new' THEN l.whats_new ELSE l.description END REGEXP '(?i)' || l.pattern
LEFT JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.everything REGEXP '(?im)' || l.pattern
