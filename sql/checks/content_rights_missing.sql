-- title: An app does not say whether it shows content of others
-- why: Apple refuses to review an app without this declaration.
-- level: error
-- fix: fleet set content_rights_declaration=DOES_NOT_USE_THIRD_PARTY_CONTENT --app {bundle_id}, or USES_THIRD_PARTY_CONTENT
SELECT account, id AS app_id, 'apps' AS resource, id, 'content_rights_declaration' AS field,
  'the declaration of content rights is missing' AS message
FROM apps
WHERE content_rights_declaration IS NULL AND pk IN (SELECT app_pk FROM drafts)
