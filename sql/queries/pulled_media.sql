-- What Apple shows of the versions of these apps (?1: rows, as a JSON array) that are in preparation, or with ?2 = 1 in the
-- store: a row for each version, then one for each of its screenshots and previews, in order, with the files that are kept
-- of it here: `kept` is what was uploaded, `image` what was downloaded of it. What is only staged is not there yet.
WITH chosen AS (
  SELECT pk, app FROM (
    SELECT pk, parent AS app, row_number() OVER (PARTITION BY parent, platform ORDER BY created_date DESC, pk DESC) AS nth
    FROM versions_mirror
    WHERE parent IN (SELECT value FROM json_each(?1)) AND gone_at IS NULL AND id NOT GLOB '~*' AND CASE ?2
      WHEN 1 THEN state = 'READY_FOR_DISTRIBUTION' ELSE state NOT IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_VERSION') END
  ) WHERE nth = 1
), shown AS (
  SELECT 'screenshot' AS what, c.app, c.pk AS version, l.locale, s.display_type AS shown_as, m.position, m.pk, m.checksum,
    m.delivery_state, coalesce(nullif(m.checksum, ''), m.url_template) AS source
  FROM chosen AS c
  JOIN version_localizations_mirror AS l ON l.parent = c.pk AND l.gone_at IS NULL AND l.id NOT GLOB '~*'
  JOIN screenshot_sets_mirror AS s ON s.parent = l.pk AND s.gone_at IS NULL AND s.id NOT GLOB '~*'
  JOIN screenshots_mirror AS m ON m.parent = s.pk AND m.gone_at IS NULL AND m.id NOT GLOB '~*'
  UNION ALL
  -- What is downloaded of a film is one frame of it.
  SELECT 'preview', c.app, c.pk, l.locale, s.preview_type, m.position, m.pk, m.checksum, m.delivery_state, NULL
  FROM chosen AS c
  JOIN version_localizations_mirror AS l ON l.parent = c.pk AND l.gone_at IS NULL AND l.id NOT GLOB '~*'
  JOIN preview_sets_mirror AS s ON s.parent = l.pk AND s.gone_at IS NULL AND s.id NOT GLOB '~*'
  JOIN previews_mirror AS m ON m.parent = s.pk AND m.gone_at IS NULL AND m.id NOT GLOB '~*'
)
SELECT 'version' AS what, c.app, c.pk AS version, NULL AS locale, NULL AS shown_as, NULL AS position,
  -- Whether its pictures were read.
  EXISTS(SELECT 1 FROM sync_scopes AS r JOIN versions_mirror AS v ON v.pk = r.parent AND v.account = r.account
    WHERE r.kind = 'localizations' AND r.parent = c.pk AND r.fetched_at IS NOT NULL) AS is_there,
  NULL AS kept, NULL AS kept_bytes, NULL AS image, NULL AS image_bytes, 0 AS pk
FROM chosen AS c
UNION ALL
SELECT s.what, s.app, s.version, s.locale, s.shown_as, s.position, coalesce(s.delivery_state, 'COMPLETE') = 'COMPLETE',
  substr(f.sha256, 1, 2) || '/' || f.sha256 || '.' || f.format, f.bytes,
  substr(i.sha256, 1, 2) || '/' || i.sha256 || '.' || i.format, i.bytes, s.pk
FROM shown AS s
LEFT JOIN media_files AS f ON f.checksum = s.checksum
LEFT JOIN images AS i ON i.source = s.source
ORDER BY app, version, what DESC, locale, shown_as, position, pk
