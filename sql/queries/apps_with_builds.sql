-- Apps whose builds were read.
SELECT account, id FROM apps WHERE pk IN (SELECT parent FROM sync_scopes WHERE kind = 'builds' AND fetched_at IS NOT NULL)
