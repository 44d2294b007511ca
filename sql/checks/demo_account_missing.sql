-- title: The reviewer cannot sign in
-- why: It says that a demo account is needed, and does not give its name and password.
-- level: error
-- fix: fleet set 'demo_account_name=…' 'demo_account_password=env:…' --app {bundle_id} --platform {platform} --where editable
SELECT r.account, r.app_id, r.platform, r.version_string, 'review_details' AS resource, r.id, f.column1 AS field,
  'the ' || f.column2 || ' of the demo account is missing' AS message
FROM drafts AS d
CROSS JOIN review_details_mirror AS m ON m.parent = d.pk
CROSS JOIN review_details AS r ON r.pk = m.pk
CROSS JOIN (VALUES ('demo_account_name', 'name'), ('demo_account_password', 'password')) AS f
WHERE r.demo_account_required
  AND iif(f.column1 = 'demo_account_name', trim(coalesce(r.demo_account_name, '')) = '', NOT r.demo_account_password_set)
