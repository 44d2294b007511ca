-- title: The reviewer cannot write to the contact
-- why: What stands where an address of mail belongs is none.
-- level: error
-- fix: fleet set 'contact_email=…' --app {bundle_id} --platform {platform} --where editable
SELECT r.account, r.app_id, r.platform, r.version_string, 'review_details' AS resource, r.id, 'contact_email' AS field,
  'the address of mail is malformed' AS message
FROM drafts AS d
CROSS JOIN review_details_mirror AS m ON m.parent = d.pk
CROSS JOIN review_details AS r ON r.pk = m.pk
WHERE trim(r.contact_email) <> '' AND NOT r.contact_email REGEXP '^[^\s@<>,;]+@[^\s@<>,;.]+([.][^\s@<>,;.]+)+$'
