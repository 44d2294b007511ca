-- title: A version has nothing for the reviewer
-- why: Apple refuses to review a version without a contact.
-- level: error
-- fix: fleet edit "INSERT INTO review_details(version_id, contact_first_name, contact_last_name, contact_phone, contact_email)
--   VALUES ('{id}', '…', '…', '+…', '…')"
SELECT d.account, d.app_id, d.platform, d.version_string, 'versions' AS resource, d.id, 'the contact for the reviewer is missing' AS message
FROM drafts AS d
LEFT JOIN review_details_mirror AS r ON r.parent = d.pk AND r.gone_at IS NULL
WHERE r.pk IS NULL AND d.synced_at IS NOT NULL AND (d.id NOT GLOB '~*' OR d.is_first)
