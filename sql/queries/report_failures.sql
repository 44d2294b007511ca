-- What the last sync could not fetch, and why. The rows below it are older than the rest.
SELECT accounts.name AS account, a.id AS app_id, a.name AS app, s.kind, s.fetched_at, s.error
FROM sync_scopes AS s JOIN accounts ON accounts.pk = s.account LEFT JOIN apps_mirror AS a ON a.pk = s.parent AND a.account = s.account
WHERE s.error IS NOT NULL ORDER BY accounts.name, a.name, a.id, s.kind
