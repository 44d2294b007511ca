-- The listings of some apps (?1: their accounts and ids as JSON), of versions that are not replaced; the primary locale
-- first.
SELECT l.pk, l.account, l.app_id, l.version_id, l.locale, l.name, l.subtitle, l.keywords, l.promotional_text, l.support_url,
  l.marketing_url, l.privacy_policy_url, l.whats_new, l.description, l.name_len, l.subtitle_len, l.keywords_len,
  l.promotional_text_len, l.whats_new_len, l.description_len, l.staged, l.locale IS a.primary_locale AS is_primary
FROM listings AS l JOIN apps AS a ON a.account = l.account AND a.id = l.app_id
WHERE (l.account, l.app_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1)) AND l.state IS NOT 'REPLACED_WITH_NEW_VERSION'
ORDER BY l.version_id, is_primary DESC, l.locale
