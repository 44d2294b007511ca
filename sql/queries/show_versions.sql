-- The versions of one app (?1: account, ?2: id), the newest first within a platform. One that is staged for creation is
-- the newest of all. `state_at` is when a sync saw the state change; it is not known of one that was first seen in it.
SELECT v.id, v.platform, v.version_string, v.state,
  (
    SELECT h.seen_at FROM state_history AS h
    WHERE h.resource = (SELECT code FROM resources WHERE name = 'versions') AND h.row = v.pk AND h.old IS NOT NULL
    ORDER BY h.pk DESC LIMIT 1
  ) AS state_at,
  unixepoch(v.created_date) AS created_at, v.copyright, v.release_type, v.earliest_release_date,
  (SELECT b.version FROM builds AS b WHERE b.account = v.account AND b.app_id = v.app_id AND b.id = v.build) AS build,
  v.editable, v.staged
FROM versions AS v WHERE v.account = ?1 AND v.app_id = ?2
ORDER BY v.platform, v.created_date IS NOT NULL, v.created_date DESC, v.pk DESC
