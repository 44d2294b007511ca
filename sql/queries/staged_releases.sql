-- When the versions whose release is staged shall be released, as they will be after the push.
SELECT pk, release_type, earliest_release_date FROM versions
WHERE pk IN (
  SELECT s.pk FROM staged AS s JOIN resources AS r ON r.code = s.resource AND r.name = 'versions'
  WHERE s.changeset = (SELECT pk FROM changesets WHERE status = 'open') AND s.field IN ('release_type', 'earliest_release_date')
)
