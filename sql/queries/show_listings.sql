-- The listings of one app (?1: account, ?2: id), its primary locale first.
SELECT l.version_id, l.platform, l.version_string, l.state, l.locale, l.locale IS a.primary_locale AS is_primary,
  l.name, l.subtitle, l.promotional_text, l.whats_new, l.description, l.keywords,
  l.support_url, l.marketing_url, l.privacy_policy_url,
  l.name_len, l.subtitle_len, l.promotional_text_len, l.whats_new_len, l.description_len, l.keywords_len, l.editable, l.staged
FROM listings AS l JOIN apps AS a ON a.account = l.account AND a.id = l.app_id
WHERE l.account = ?1 AND l.app_id = ?2
ORDER BY l.platform, l.version_id, is_primary DESC, l.locale
