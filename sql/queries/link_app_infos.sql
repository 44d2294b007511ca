-- Tells which app info each version of some apps (?1, a JSON array of their rows) ships with: a released version the
-- released app info, any other version the one in preparation, and where there is only one, that one. Apple does not
-- say; it follows from the states.
UPDATE versions_mirror AS v SET app_info = link.app_info
FROM (
  SELECT v.pk, (
    SELECT i.pk FROM app_infos_mirror AS i WHERE i.parent = v.parent AND i.gone_at IS NULL
    ORDER BY (i.state IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_INFO')) = (v.state IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_VERSION')) DESC,
      i.state = 'REPLACED_WITH_NEW_INFO', i.pk DESC
    LIMIT 1
  ) AS app_info
  FROM versions_mirror AS v WHERE v.parent IN (SELECT value FROM json_each(?1)) AND v.gone_at IS NULL
) AS link
WHERE link.pk = v.pk AND v.app_info IS NOT link.app_info
