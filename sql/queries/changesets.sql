-- Every changeset, newest first: what is staged in the open one, and what became of the calls of the others.
SELECT c.pk AS changeset, c.status, c.title, c.author, c.created_at, c.sealed_at, c.finished_at, c.paused, c.undo_of, c.digest,
  (SELECT count(*) FROM staged WHERE staged.changeset = c.pk) AS staged,
  count(s.seq) AS calls, count(DISTINCT s.app) AS apps,
  count(s.seq) FILTER (WHERE s.status = 'done') AS done,
  count(s.seq) FILTER (WHERE s.status = 'conflict') AS conflicts,
  count(s.seq) FILTER (WHERE s.status = 'failed') AS failed,
  count(s.seq) FILTER (WHERE s.status IN ('planned', 'sent')) AS left
FROM changesets AS c LEFT JOIN steps AS s ON s.changeset = c.pk
GROUP BY c.pk ORDER BY c.pk DESC
