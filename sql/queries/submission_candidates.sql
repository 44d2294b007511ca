-- Versions that can be submitted, of these apps (?1, rows as JSON) and platforms (?2, as JSON; NULL: all), with the build
-- that would be chosen for each (the newest usable one, or the one whose number is ?3), and the submission that would
-- hold it: the draft of its platform, or what was rejected and keeps it.
WITH candidates AS (
  SELECT d.*,
    (SELECT b.pk FROM builds_mirror AS b
     JOIN pre_release_versions_mirror AS p ON p.id = b.pre_release_version AND p.account = b.account
     WHERE b.parent = d.app_pk AND b.gone_at IS NULL AND NOT coalesce(b.expired, 0) AND b.processing_state = 'VALID'
       AND p.platform IS d.platform AND p.version = d.version_string AND (?3 IS NULL OR b.version = ?3)
     ORDER BY julianday(b.uploaded_date) DESC, b.pk DESC LIMIT 1) AS wanted_build_pk,
    (SELECT m.pk FROM submissions_mirror AS m
     WHERE m.parent = d.app_pk AND m.gone_at IS NULL AND m.platform IS d.platform
       AND (coalesce(m.state, 'READY_FOR_REVIEW') = 'READY_FOR_REVIEW'
         OR (m.state = 'UNRESOLVED_ISSUES'
           -- What the mirror does not know the version of yet was read by the heartbeat only.
           AND (m.version IS d.id OR (m.version IS NULL AND d.state IN ('REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY')))))
     ORDER BY m.state IS 'UNRESOLVED_ISSUES' DESC, m.version IS d.id DESC,
       EXISTS(SELECT 1 FROM submission_items_mirror AS i WHERE i.parent = m.pk AND i.gone_at IS NULL AND i.version = d.id) DESC, m.pk
     LIMIT 1) AS submission_pk
  FROM drafts AS d
  WHERE d.app_pk IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR d.platform IN (SELECT value FROM json_each(?2)))
)
SELECT c.pk AS version_pk, c.id, c.account, c.client, c.app_pk, c.app_id, c.app, c.platform, c.version_string, c.state, c.is_first,
  c.release_type, c.earliest_release_date, c.build, b.version AS build_number,
  (SELECT uses_non_exempt_encryption FROM builds WHERE pk = b.pk) AS encryption,
  w.id AS wanted_build, w.version AS wanted_build_number,
  (SELECT uses_non_exempt_encryption FROM builds WHERE pk = w.pk) AS wanted_encryption,
  EXISTS(SELECT 1 FROM review_details_mirror AS r WHERE r.parent = c.pk AND r.gone_at IS NULL) AS has_review_details,
  (SELECT state FROM phased_releases WHERE version_id = c.id AND account = c.account) AS phased_release_state,
  s.pk AS submission_pk, s.id AS submission_id, s.state AS submission_state,
  s.version IS c.id OR s.state IS 'UNRESOLVED_ISSUES'
    OR EXISTS(SELECT 1 FROM submission_items_mirror AS i WHERE i.parent = s.pk AND i.gone_at IS NULL AND i.version = c.id AND i.state IS NOT 'REMOVED')
    AS is_item,
  (SELECT count(*) FROM submission_items_mirror AS i WHERE i.parent = s.pk AND i.gone_at IS NULL AND i.state IS NOT 'REMOVED') AS items,
  (SELECT count(*) FROM submission_items_mirror AS i WHERE i.parent = s.pk AND i.gone_at IS NULL AND i.state = 'REJECTED') AS rejected
FROM candidates AS c
LEFT JOIN builds_mirror AS b ON b.id = c.build AND b.account = (SELECT account FROM versions_mirror WHERE pk = c.pk)
LEFT JOIN builds_mirror AS w ON w.pk = c.wanted_build_pk
LEFT JOIN submissions_mirror AS s ON s.pk = c.submission_pk
ORDER BY c.app, c.app_id, c.platform, c.version_string;
