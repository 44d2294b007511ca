-- title: The contact for the reviewer is incomplete
-- why: Apple refuses to review a version without a name, a telephone number and an address of mail.
-- level: error
-- fix: fleet set '{field}=…' --app {bundle_id} --platform {platform} --where editable
SELECT r.account, r.app_id, r.platform, r.version_string, 'review_details' AS resource, r.id, f.column1 AS field,
  'the ' || f.column2 || ' is missing' AS message
FROM drafts AS d
CROSS JOIN review_details_mirror AS m ON m.parent = d.pk
CROSS JOIN review_details AS r ON r.pk = m.pk
CROSS JOIN (VALUES
  ('contact_first_name', 'contact''s first name'), ('contact_last_name', 'contact''s last name'),
  ('contact_phone', 'contact''s telephone number'), ('contact_email', 'contact''s address of mail')
) AS f
WHERE trim(coalesce(CASE f.column1 WHEN 'contact_first_name' THEN r.contact_first_name WHEN 'contact_last_name' THEN r.contact_last_name
  WHEN 'contact_phone' THEN r.contact_phone ELSE r.contact_email END, '')) = ''
