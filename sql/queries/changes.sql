-- The open changeset, one line per row and field. `theirs` is what Apple has where somebody changed it since.
SELECT account, client, app_id, coalesce(app, app_id) AS app, platform, version_string AS version, locale, resource, pk, field, base, value,
  iif(base IS NOT current AND field NOT IN ('+', '-'), current, NULL) AS theirs,
  base IS NOT current AND field NOT IN ('+', '-') AS conflict
FROM changes WHERE changeset = (SELECT pk FROM changesets WHERE status = 'open')
ORDER BY account, app, platform, version, resource, locale, field
