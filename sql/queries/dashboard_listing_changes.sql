-- What is staged of one listing: of its rows of both localizations (?1, ?2) and of its version (?3).
SELECT resource, pk, field, base, current, base IS NOT current AS conflict FROM changes
WHERE changeset = (SELECT pk FROM changesets WHERE status = 'open') AND field NOT IN ('+', '-')
  AND ((resource = 'version_localizations' AND pk = ?1) OR (resource = 'app_info_localizations' AND pk = ?2) OR (resource = 'versions' AND pk = ?3))
