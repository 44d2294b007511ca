-- The fleet at a glance, per client: the numbers of the query `status`, and how many apps can be submitted. Apps without a
-- client come last.
SELECT a.client, count(DISTINCT a.pk) AS apps,
  count(DISTINCT v.pk) FILTER (WHERE v.state = 'READY_FOR_DISTRIBUTION') AS live,
  count(DISTINCT v.pk) FILTER (WHERE v.state = 'PREPARE_FOR_SUBMISSION') AS preparing,
  count(DISTINCT v.pk) FILTER (WHERE v.state IN ('REJECTED', 'METADATA_REJECTED', 'DEVELOPER_REJECTED', 'INVALID_BINARY')) AS rejected,
  count(DISTINCT v.pk) FILTER (WHERE v.state IN ('READY_FOR_REVIEW', 'WAITING_FOR_REVIEW', 'IN_REVIEW', 'WAITING_FOR_EXPORT_COMPLIANCE')) AS in_review,
  count(DISTINCT v.pk) FILTER (WHERE v.state IN ('ACCEPTED', 'PENDING_APPLE_RELEASE', 'PENDING_DEVELOPER_RELEASE', 'PROCESSING_FOR_DISTRIBUTION')) AS approved,
  count(DISTINCT a.pk) FILTER (WHERE r.readiness = 'ready') AS ready,
  count(DISTINCT a.pk) FILTER (WHERE r.readiness = 'blocked') AS blocked
FROM (
  SELECT m.pk, c.name AS client FROM apps_mirror AS m
  LEFT JOIN client_apps AS ca ON ca.app = m.pk LEFT JOIN clients AS c ON c.pk = ca.client
  WHERE m.gone_at IS NULL
) AS a
LEFT JOIN app_readiness AS r ON r.app = a.pk
LEFT JOIN versions_mirror AS v ON v.parent = a.pk AND v.gone_at IS NULL
GROUP BY a.client ORDER BY a.client IS NULL, a.client
