-- The fleet at a glance: per account its apps, what is live, what is in preparation or review, and how old that is.
SELECT acc.name AS account, count(DISTINCT a.pk) AS apps,
  count(DISTINCT v.pk) FILTER (WHERE v.state = 'READY_FOR_DISTRIBUTION') AS live,
  count(DISTINCT v.pk) FILTER (WHERE v.state = 'PREPARE_FOR_SUBMISSION') AS preparing,
  count(DISTINCT v.pk) FILTER (WHERE v.state IN ('REJECTED', 'METADATA_REJECTED', 'DEVELOPER_REJECTED', 'INVALID_BINARY')) AS rejected,
  count(DISTINCT v.pk) FILTER (WHERE v.state IN ('READY_FOR_REVIEW', 'WAITING_FOR_REVIEW', 'IN_REVIEW', 'WAITING_FOR_EXPORT_COMPLIANCE')) AS in_review,
  count(DISTINCT v.pk) FILTER (WHERE v.state IN ('ACCEPTED', 'PENDING_APPLE_RELEASE', 'PENDING_DEVELOPER_RELEASE', 'PROCESSING_FOR_DISTRIBUTION')) AS approved,
  (SELECT min(fetched_at) FROM sync_scopes WHERE account = acc.pk AND kind = 'heartbeat') AS states_at,
  (SELECT min(fetched_at) FROM sync_scopes WHERE account = acc.pk AND kind IN ('versions', 'app_infos')) AS texts_at
FROM accounts AS acc
LEFT JOIN apps_mirror AS a ON a.account = acc.pk AND a.gone_at IS NULL
LEFT JOIN versions_mirror AS v ON v.parent = a.pk AND v.gone_at IS NULL
GROUP BY acc.pk ORDER BY acc.name
