-- What is staged for one app (?1: account, ?2: id). It is in conflict when Apple has another value than when it was staged.
SELECT resource, field, base, value, current, platform, version_string, locale,
  base IS NOT current AND field NOT IN ('+', '-') AS conflict
FROM changes WHERE account = ?1 AND app_id = ?2 AND changeset = (SELECT pk FROM changesets WHERE status = 'open')
ORDER BY resource, platform, version_string, locale, pk, field
