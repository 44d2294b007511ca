-- Changes of state after a line of the history (?1): what, of which app, from which state to which. A row that was seen
-- for the first time has changed nothing, except a version: that one is new.
SELECT h.pk, h.seen_at, acc.name AS account, a.id AS app_id, coalesce(a.bundle_id, '') AS bundle_id, coalesce(a.name, '') AS app,
  'version' AS resource, v.id, v.platform, v.version_string, h.old, h.new
FROM state_history AS h
JOIN versions_mirror AS v ON h.resource = 5 AND v.pk = h.row
JOIN apps_mirror AS a ON a.pk = v.parent
JOIN accounts AS acc ON acc.pk = v.account
WHERE h.pk > ?1 AND h.old IS NOT NULL
UNION ALL
SELECT h.pk, h.seen_at, acc.name, a.id, coalesce(a.bundle_id, ''), coalesce(a.name, ''), 'submission', s.id, s.platform, NULL, h.old, h.new
FROM state_history AS h
JOIN submissions_mirror AS s ON h.resource = 11 AND s.pk = h.row
JOIN apps_mirror AS a ON a.pk = s.parent
JOIN accounts AS acc ON acc.pk = s.account
WHERE h.pk > ?1 AND h.old IS NOT NULL
UNION ALL
SELECT h.pk, h.seen_at, acc.name, a.id, coalesce(a.bundle_id, ''), coalesce(a.name, ''), 'build', b.id, NULL, b.version, h.old, h.new
FROM state_history AS h
JOIN builds_mirror AS b ON h.resource = 9 AND b.pk = h.row
JOIN apps_mirror AS a ON a.pk = b.parent
JOIN accounts AS acc ON acc.pk = b.account
WHERE h.pk > ?1 AND h.old IS NOT NULL
ORDER BY 1
