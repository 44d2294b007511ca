-- The version that counts of each platform of these apps (?1, rows as JSON; ?2, platforms as JSON or NULL): the one that is
-- not out yet, or the newest one, with the submission that is under way and the release that is asked for or phased.
WITH ranked AS (
  SELECT v.*, apps.pk AS app_pk,
    row_number() OVER (
      PARTITION BY apps.pk, v.platform
      ORDER BY coalesce(v.state, '') NOT IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_VERSION') DESC,
        v.state IS 'READY_FOR_DISTRIBUTION' DESC, v.pk DESC
    ) AS place
  FROM versions AS v JOIN apps ON apps.id = v.app_id AND apps.account = v.account
  WHERE apps.pk IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR v.platform IN (SELECT value FROM json_each(?2)))
)
SELECT r.pk AS version_pk, r.id, r.account, r.client, r.app_pk, r.app_id, r.app, r.platform, r.version_string, r.state, r.editable,
  r.release_type, r.earliest_release_date,
  (SELECT s.state FROM submissions_mirror AS s
   WHERE s.parent = r.app_pk AND s.platform IS r.platform AND s.gone_at IS NULL AND s.state IN ('CANCELING', 'COMPLETING')
   LIMIT 1) AS ending,
  (SELECT q.pk FROM release_requests_mirror AS q WHERE q.parent = r.pk AND q.gone_at IS NULL AND q.id GLOB '~*') AS request_pk
FROM ranked AS r
WHERE r.place = 1
ORDER BY r.app, r.app_id, r.platform;
