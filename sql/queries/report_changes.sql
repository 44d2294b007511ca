-- What is staged, by app. It is in conflict when Apple has another value than when it was staged.
SELECT account, app_id, resource, field, base, value, locale, platform, version_string,
  base IS NOT current AND field NOT IN ('+', '-') AS conflict
FROM changes WHERE changeset = (SELECT pk FROM changesets WHERE status = 'open')
ORDER BY account, app_id, resource, platform, version_string, locale, pk, field
