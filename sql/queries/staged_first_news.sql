-- Texts of first versions whose whats_new is staged. A version that is still to be created makes no other a second one.
SELECT s.pk FROM staged AS s JOIN resources AS r ON r.code = s.resource AND r.name = 'version_localizations'
JOIN version_localizations_mirror AS l ON l.pk = s.pk JOIN versions_mirror AS v ON v.pk = l.parent
WHERE s.changeset = (SELECT pk FROM changesets WHERE status = 'open') AND s.field = 'whats_new' AND s.value IS NOT NULL
  AND NOT EXISTS(
    SELECT 1 FROM versions_mirror AS other
    WHERE other.parent = v.parent AND other.platform IS v.platform AND other.pk <> v.pk AND other.gone_at IS NULL AND other.id NOT GLOB '~*'
  )
