-- One row for each time that a version was seen to be submitted for review: `account, client, app_id, bundle_id, app,
-- version_id, platform, version_string, waiting_at, review_at, decided_at, outcome, waited, reviewed`. `waited` and
-- `reviewed` are seconds; they are NULL while it lasts, when the version was withdrawn before, and where no sync looked
-- in between. They are as exact as the syncs were frequent: `fleet sync --watch` and `fleet watch` are.
CREATE VIEW review_times AS
SELECT accounts.name AS account, clients.name AS client, apps.id AS app_id, apps.bundle_id, apps.name AS app,
  versions.id AS version_id, versions.platform, versions.version_string, round.seen_at AS waiting_at,
  CASE round.next WHEN 'IN_REVIEW' THEN round.next_at END AS review_at,
  CASE round.next WHEN 'IN_REVIEW' THEN round.last_at ELSE round.next_at END AS decided_at,
  CASE round.next WHEN 'IN_REVIEW' THEN round.last ELSE round.next END AS outcome,
  CASE WHEN round.next NOT IN ('DEVELOPER_REJECTED', 'PREPARE_FOR_SUBMISSION', 'READY_FOR_REVIEW', 'WAITING_FOR_EXPORT_COMPLIANCE')
    THEN round.next_at - round.seen_at END AS waited,
  CASE round.next WHEN 'IN_REVIEW' THEN round.last_at - round.next_at END AS reviewed
FROM (
  SELECT row, seen_at, old, new, lead(new) OVER later AS next, lead(seen_at) OVER later AS next_at,
    lead(new, 2) OVER later AS last, lead(seen_at, 2) OVER later AS last_at
  FROM state_history WHERE resource = (SELECT code FROM resources WHERE name = 'versions')
  WINDOW later AS (PARTITION BY row ORDER BY pk)
) AS round
JOIN versions_mirror AS versions ON versions.pk = round.row
JOIN apps_mirror AS apps ON apps.pk = versions.parent
JOIN accounts ON accounts.pk = apps.account
LEFT JOIN client_apps ON client_apps.app = apps.pk
LEFT JOIN clients ON clients.pk = client_apps.client
-- A version that was waiting when it was first seen may have waited for long.
WHERE round.new = 'WAITING_FOR_REVIEW' AND round.old IS NOT NULL;
