-- The last change that each account sent: when, and what was answered. Agreements are no matter of rights.
SELECT a.name AS account, s.http, s.method, s.path, s.note, strftime('%Y-%m-%d', max(s.done_at), 'unixepoch') AS day
FROM steps AS s
JOIN accounts AS a ON a.pk = s.account
WHERE s.http IS NOT NULL AND s.done_at IS NOT NULL AND s.status IN ('done', 'failed') AND coalesce(s.answer, '') NOT LIKE '%REQUIRED_AGREEMENTS%'
GROUP BY a.name
