-- Builds of the apps that are meant, the newest first. Apple tells a build's version and platform with the builds, and
-- those of a build that is attached to a version are that version's.
WITH attached AS MATERIALIZED (SELECT account, build, platform, version_string, state FROM versions WHERE build IS NOT NULL),
trains AS MATERIALIZED (SELECT account, id, platform, version FROM pre_release_versions)
SELECT b.app, b.account, b.app_id, b.pk, b.id, b.version AS number, coalesce(trains.version, attached.version_string) AS version,
  coalesce(trains.platform, attached.platform) AS platform, b.uploaded_date, b.processing_state, b.expired,
  b.uses_non_exempt_encryption, b.encryption_declaration, attached.version_string AS attached_to, attached.state AS attached_state,
  (SELECT m.uses_non_exempt_encryption FROM builds_mirror AS m WHERE m.pk = b.pk) AS answered
FROM builds AS b
LEFT JOIN trains ON trains.id = b.pre_release_version AND trains.account = b.account
LEFT JOIN attached ON attached.build = b.id AND attached.account = b.account
WHERE {apps}
ORDER BY unixepoch(b.uploaded_date) DESC, b.pk DESC
