-- One listing (?1: its row) with the rows behind it and what of it can be edited.
SELECT l.pk, l.info_pk, v.pk AS version_pk, l.account, l.app_id, l.app, l.version_id, l.platform, l.version_string, l.state, l.locale,
  l.name, l.subtitle, l.promotional_text, l.whats_new, l.description, l.keywords, l.support_url, l.marketing_url, l.privacy_policy_url,
  v.copyright, l.editable, l.info_editable, v.editable AS version_editable
FROM listings AS l JOIN versions AS v ON v.account = l.account AND v.id = l.version_id
WHERE l.pk = ?1
