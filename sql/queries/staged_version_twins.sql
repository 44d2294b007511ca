-- Versions that are to be called as another version of the same app and platform is, or will be.
SELECT s.pk FROM staged AS s JOIN resources AS r ON r.code = s.resource AND r.name = 'versions'
JOIN versions_mirror AS v ON v.pk = s.pk
JOIN versions_mirror AS other ON other.parent = v.parent AND other.platform IS v.platform AND other.pk <> v.pk AND other.gone_at IS NULL
LEFT JOIN staged AS theirs ON theirs.resource = s.resource AND theirs.pk = other.pk AND theirs.field = 'version_string'
WHERE s.changeset = (SELECT pk FROM changesets WHERE status = 'open') AND s.field = 'version_string'
  AND s.value IS iif(theirs.pk IS NULL, other.version_string, theirs.value)
