-- title: A build does not say whether it encrypts
-- why: Export compliance is asked of every build; ITSAppUsesNonExemptEncryption in Info.plist answers it for good.
-- level: error
-- fix: fleet edit "UPDATE builds SET uses_non_exempt_encryption = 0 WHERE id = '{id}'"
SELECT d.account, d.app_id, d.platform, d.version_string, 'builds' AS resource, b.id, 'uses_non_exempt_encryption' AS field,
  'the build does not say whether it uses encryption' AS message
FROM drafts AS d
CROSS JOIN builds AS b ON b.account = d.account AND b.id = d.build
WHERE b.uses_non_exempt_encryption IS NULL
