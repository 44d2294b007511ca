-- title: A build that encrypts has no approved declaration
-- why: Encryption that is not exempt needs a declaration that Apple has approved, linked to the build.
-- level: error
-- fix: fleet edit "UPDATE builds SET encryption_declaration = '…' WHERE id = '{id}'", with an approved one of the view
--   encryption_declarations
SELECT d.account, d.app_id, d.platform, d.version_string, 'builds' AS resource, b.id, 'encryption_declaration' AS field,
  CASE WHEN b.encryption_declaration IS NULL THEN 'the build encrypts and no declaration is linked to it'
    ELSE 'the encryption declaration of the build is not approved' END AS message
FROM drafts AS d
CROSS JOIN builds AS b ON b.account = d.account AND b.id = d.build
LEFT JOIN encryption_declarations AS e ON e.account = b.account AND e.id = b.encryption_declaration
WHERE b.uses_non_exempt_encryption AND e.state IS NOT 'APPROVED'
  -- What is linked comes with the builds, and its state with the declarations: unread is not missing.
  AND 2 = (
    SELECT count(*) FROM sync_scopes
    WHERE parent = d.app_pk AND kind IN ('builds', 'encryption_declarations') AND fetched_at IS NOT NULL
      AND account = (SELECT account FROM apps_mirror WHERE pk = d.app_pk)
  )
