-- Submissions that are not complete, of these apps (?1, rows as JSON) and platforms (?2, as JSON; NULL: all), each with the
-- version that it holds as far as that is known, its items and those that were rejected.
SELECT s.pk AS submission_pk, s.id AS submission_id, s.state AS submission_state, s.account, s.client, apps.pk AS app_pk, s.app_id, s.app,
  s.platform, v.pk AS version_pk, v.version_string, v.state,
  (SELECT count(*) FROM submission_items_mirror AS i WHERE i.parent = s.pk AND i.gone_at IS NULL AND i.state = 'REJECTED') AS rejected
FROM submissions AS s JOIN apps ON apps.id = s.app_id AND apps.account = s.account
LEFT JOIN versions_mirror AS v ON v.pk = (
  SELECT m.pk FROM versions_mirror AS m
  WHERE m.parent = apps.pk AND m.gone_at IS NULL AND m.platform IS s.platform
    AND (m.id = s.version
      OR (s.version IS NULL AND m.state IN ('WAITING_FOR_REVIEW', 'IN_REVIEW', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY')))
  ORDER BY m.id IS s.version DESC, m.pk DESC LIMIT 1
)
WHERE s.state IS NOT NULL AND s.state <> 'COMPLETE'
  AND apps.pk IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR s.platform IN (SELECT value FROM json_each(?2)))
ORDER BY s.app, s.app_id, s.platform, s.pk;
