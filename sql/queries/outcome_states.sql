-- In what state versions (?1, rows as JSON) are, with the newest submission of their platform and their phased release.
SELECT v.pk AS version_pk, v.state,
  (SELECT s.state FROM submissions_mirror AS s WHERE s.parent = v.parent AND s.platform IS v.platform AND s.gone_at IS NULL
   ORDER BY s.state IS 'COMPLETE', s.pk DESC LIMIT 1) AS submission_state,
  (SELECT p.state FROM phased_releases_mirror AS p WHERE p.parent = v.pk AND p.gone_at IS NULL) AS phased_release_state
FROM versions_mirror AS v
WHERE v.pk IN (SELECT value FROM json_each(?1));
