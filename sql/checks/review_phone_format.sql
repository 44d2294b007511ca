-- title: The reviewer cannot call the contact
-- why: Since August 2026 Apple takes telephone numbers only with + and the country.
-- level: error
-- fix: fleet set 'contact_phone=+…' --app {bundle_id} --platform {platform} --where editable
SELECT r.account, r.app_id, r.platform, r.version_string, 'review_details' AS resource, r.id, 'contact_phone' AS field,
  'the telephone number does not begin with + and the country' AS message
FROM drafts AS d
CROSS JOIN review_details_mirror AS m ON m.parent = d.pk
CROSS JOIN review_details AS r ON r.pk = m.pk
WHERE trim(r.contact_phone) <> '' AND NOT r.contact_phone REGEXP '^[+][1-9][0-9 -]{4,}$'
