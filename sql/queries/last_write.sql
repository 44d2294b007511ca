-- The day on which each account last sent a change that Apple took: its key may write.
SELECT a.name AS account, strftime('%Y-%m-%d', max(s.done_at), 'unixepoch') AS day
FROM steps AS s
JOIN accounts AS a ON a.pk = s.account
WHERE s.status = 'done' AND s.http BETWEEN 200 AND 299
GROUP BY a.name
