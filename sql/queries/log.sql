-- Sealed changesets, newest first, with what became of their steps. `waits` is 1 while the first apps were sent and the
-- others wait.
SELECT c.pk AS changeset, c.status, c.title, c.author, c.sealed_at, c.finished_at, c.undo_of, c.digest,
  count(s.seq) AS steps, count(DISTINCT s.app) AS apps,
  count(s.seq) FILTER (WHERE s.status = 'done') AS done,
  count(s.seq) FILTER (WHERE s.status = 'conflict') AS conflicts,
  count(s.seq) FILTER (WHERE s.status = 'failed') AS failed,
  count(s.seq) FILTER (WHERE s.status IN ('planned', 'sent')) AS left,
  c.paused AS waits
FROM changesets AS c LEFT JOIN steps AS s ON s.changeset = c.pk
WHERE c.status <> 'open' GROUP BY c.pk ORDER BY c.pk DESC
