-- Versions that are or will be released in phases, or could be: of these apps (?1, rows as JSON) and platforms (?2, as JSON;
-- NULL: all), those that are not out yet and those that are live.
SELECT v.pk AS version_pk, v.id, v.account, v.client, apps.pk AS app_pk, v.app_id, v.app, v.platform, v.version_string, v.state,
  p.pk AS phase_pk, p.state AS phase, m.start_date, m.current_day_number AS day, m.total_pause_duration AS days_paused,
  NOT EXISTS(
    SELECT 1 FROM versions_mirror AS other
    WHERE other.parent = apps.pk AND other.platform IS v.platform AND other.pk <> v.pk AND other.gone_at IS NULL AND other.id NOT GLOB '~*'
  ) AS is_first
FROM versions AS v JOIN apps ON apps.id = v.app_id AND apps.account = v.account
LEFT JOIN phased_releases_mirror AS m ON m.parent = v.pk AND m.gone_at IS NULL
LEFT JOIN phased_releases AS p ON p.pk = m.pk
WHERE v.state IS NOT 'REPLACED_WITH_NEW_VERSION'
  AND apps.pk IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR v.platform IN (SELECT value FROM json_each(?2)))
ORDER BY v.app, v.app_id, v.platform, v.pk;
