-- The calls of one changeset in order, and what became of them.
SELECT s.seq, s.status, s.method, r.name AS resource, a.name AS app, s.path, s.fields, s.http, s.request_id, s.note, s.answer, s.done_at
FROM steps AS s JOIN resources AS r ON r.code = s.resource LEFT JOIN apps_mirror AS a ON a.pk = s.app
WHERE s.changeset = ?1 ORDER BY s.seq
