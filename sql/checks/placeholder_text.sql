-- title: A text is a placeholder
-- why: Guideline 2.1: texts that stand in for others get an app rejected as incomplete.
-- level: warning
-- fix: fleet edit "UPDATE {resource} SET {field} = '…' WHERE id = '{id}'"

-- TODO and TBD are looked for in capitals: in Spanish everything is todo.
SELECT DISTINCT account, app_id, platform, version_string, locale, resource, id, field, 'the text is a placeholder' AS message
FROM draft_texts
WHERE text REGEXP
    '(?i)(lorem|hipster|bacon) ipsum|dolor sit amet|placeholder text|(your|insert|app) (text|description|keywords) here' ||
    '|(text|description) goes here|insert description|(?-u:\b)(keyword1|blindtext)(?-u:\b)|texte de remplacement|texto de relleno' ||
    '|testo segnaposto|(?-i:(?-u:\b)(TODO:|(FIXME|TBD|xxx+)(?-u:\b)))|[{]{2}\s*\w+\s*[}]{2}|[$][{]\w+[}]' ||
    '|^\s*(todo|tba|tbc|placeholder|text here|xxx+|n/a|none|null|undefined|description|keywords|subtitle|app name|[.…?-]+)\s*$'
