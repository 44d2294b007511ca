-- title: A screenshot never arrived
-- why: A place was reserved for a file that Apple does not have, or still looks at; nothing can be submitted meanwhile.
-- level: error
-- fix: fleet sync --only media --app {bundle_id}; if it is still there: fleet edit "DELETE FROM screenshots WHERE id = '{id}'"
SELECT p.account, p.app_id, p.platform, p.version_string, p.locale, 'screenshots' AS resource, p.id,
  iif(p.delivery_state = 'AWAITING_UPLOAD', 'the file was never sent', 'Apple still looks at the file') AS message
FROM (SELECT pk FROM screenshots_mirror WHERE delivery_state IN ('AWAITING_UPLOAD', 'UPLOAD_COMPLETE') AND id NOT GLOB '~*') AS f
CROSS JOIN screenshots AS p ON p.pk = f.pk
CROSS JOIN drafts AS d ON d.account = p.account AND d.id = p.version_id
