-- Every locale of a version whose media can be changed, of the apps that are meant, and whether what it shows is known.
SELECT a.pk AS app, a.id AS app_id, a.bundle_id, a.name, l.platform, l.version_string, l.id AS localization, l.locale,
  v.id GLOB '~*' OR (
    EXISTS(SELECT 1 FROM sync_scopes AS s WHERE s.kind = 'localizations' AND s.parent = v.pk AND s.fetched_at IS NOT NULL)
    AND (EXISTS(SELECT 1 FROM sync_scopes AS s WHERE s.kind = 'screenshots' AND s.parent = l.pk AND s.fetched_at IS NOT NULL)
      OR NOT EXISTS(SELECT 1 FROM screenshot_sets_mirror AS t WHERE t.parent = l.pk AND t.gone_at IS NULL AND t.id NOT GLOB '~*'))
    AND (EXISTS(SELECT 1 FROM sync_scopes AS s WHERE s.kind = 'previews' AND s.parent = l.pk AND s.fetched_at IS NOT NULL)
      OR NOT EXISTS(SELECT 1 FROM preview_sets_mirror AS t WHERE t.parent = l.pk AND t.gone_at IS NULL AND t.id NOT GLOB '~*'))
  ) AS is_known
FROM version_localizations AS l
JOIN versions AS v ON v.id = l.version_id AND v.account = l.account
JOIN (SELECT * FROM apps WHERE {condition}) AS a ON a.id = l.app_id AND a.account = l.account
WHERE v.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY')
ORDER BY a.name, a.id, l.platform, l.locale IS NOT a.primary_locale, l.locale
