-- title: The reviewer cannot sign in
-- why: It says that a demo account is needed, and does not give its name and password.
-- level: error
-- fix: fleet set 'demo_account_name=…' 'demo_account_password=env:…' --app {bundle_id} --platform {platform} --where editable
SELECT r.account, r.app_id, r.platform, r.version_string, 'review_details' AS resource, r.id,
  iif(trim(coalesce(r.demo_account_name, '')) = '', 'demo_account_name', 'demo_account_password') AS field,
  'the demo account is incomplete' AS message
FROM drafts AS d
CROSS JOIN review_details_mirror AS m ON m.parent = d.pk
CROSS JOIN review_details AS r ON r.pk = m.pk
WHERE r.demo_account_required AND (trim(coalesce(r.demo_account_name, '')) = '' OR NOT r.demo_account_password_set)
