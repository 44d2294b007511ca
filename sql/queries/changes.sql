-- The open changeset, one line per row and field.
SELECT account, client, app, platform, version_string AS version, locale, resource, field, base, value,
  iif(base IS NOT current AND field NOT IN ('+', '-'), current, NULL) AS theirs
FROM changes WHERE changeset = (SELECT pk FROM changesets WHERE status = 'open')
ORDER BY account, app, platform, version, resource, locale, field
