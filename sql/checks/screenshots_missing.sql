-- title: Screenshots that Apple requires are missing
-- why: In its primary locale an app shows pictures for every kind of device that it is made for, or it is not reviewed.
-- level: error
-- fix: fleet shots stage FOLDER --app {bundle_id} --locale {locale}; fleet shots coverage --app {bundle_id} shows all gaps

-- The rules of the view screenshot_coverage, for the primary locale alone: all of that view takes a second for a thousand apps.
-- What an app is made for is told by the pictures of any of its versions.
WITH sets AS MATERIALIZED (
  SELECT v.pk AS version_pk, v.parent AS app_pk, l.pk AS localization_pk, s.display_type
  FROM screenshot_sets_mirror AS s
  CROSS JOIN version_localizations_mirror AS l ON l.pk = s.parent AND l.gone_at IS NULL
  CROSS JOIN versions_mirror AS v ON v.pk = l.parent AND v.gone_at IS NULL AND v.state <> 'REPLACED_WITH_NEW_VERSION'
  WHERE s.gone_at IS NULL AND EXISTS(
    SELECT 1 FROM screenshots_mirror AS p
    LEFT JOIN staged AS x ON x.resource = (SELECT code FROM resources WHERE name = 'screenshots') AND x.pk = p.pk AND x.field = '-'
    LEFT JOIN staged AS y ON y.resource = (SELECT code FROM resources WHERE name = 'screenshot_sets') AND y.pk = p.parent AND y.field = '-'
    WHERE p.parent = s.pk AND p.gone_at IS NULL AND p.delivery_state IS NOT 'FAILED' AND x.pk IS NULL AND y.pk IS NULL
  )
),
devices AS (
  SELECT app_pk, max(display_type GLOB 'APP_IPHONE_*') AS iphone, max(display_type GLOB 'APP_IPAD_*') AS ipad,
    max(display_type GLOB 'APP_WATCH_*') AS watch
  FROM sets GROUP BY app_pk
),
shown AS (
  SELECT localization_pk, max(display_type IN ('APP_IPHONE_67', 'APP_IPHONE_65')) AS iphone,
    max(display_type = 'APP_IPAD_PRO_3GEN_129') AS ipad, max(display_type GLOB 'APP_WATCH_*') AS watch,
    max(display_type = 'APP_DESKTOP') AS mac, max(display_type = 'APP_APPLE_TV') AS tv, max(display_type = 'APP_APPLE_VISION_PRO') AS vision
  FROM sets WHERE version_pk IN (SELECT pk FROM drafts) GROUP BY localization_pk
)
SELECT d.account, d.app_id, d.platform, d.version_string, d.primary_locale AS locale, 'version_localizations' AS resource, l.id,
  'no screenshots for ' || r.column3 AS message
FROM drafts AS d
CROSS JOIN version_localizations_mirror AS l ON l.parent = d.pk AND l.locale = d.primary_locale AND l.gone_at IS NULL
CROSS JOIN sync_scopes AS scope ON scope.account = l.account AND scope.kind = 'localizations' AND scope.parent = d.pk
LEFT JOIN devices AS f ON f.app_pk = d.app_pk
LEFT JOIN shown AS s ON s.localization_pk = l.pk
CROSS JOIN (VALUES
  ('IOS', 'iphone', 'iPhone (6.9" or 6.5")'), ('IOS', 'ipad', 'iPad (13")'), ('IOS', 'watch', 'Apple Watch'),
  ('MAC_OS', 'mac', 'Mac'), ('TV_OS', 'tv', 'Apple TV'), ('VISION_OS', 'vision', 'Apple Vision Pro')
) AS r ON r.column1 = d.platform
WHERE scope.fetched_at IS NOT NULL AND d.id NOT GLOB '~*'
  AND NOT coalesce(CASE r.column2 WHEN 'iphone' THEN s.iphone WHEN 'ipad' THEN s.ipad WHEN 'watch' THEN s.watch WHEN 'mac' THEN s.mac
    WHEN 'tv' THEN s.tv ELSE s.vision END, 0)
  AND CASE r.column2 WHEN 'iphone' THEN f.iphone OR NOT coalesce(f.ipad, 0) WHEN 'ipad' THEN f.ipad WHEN 'watch' THEN f.watch ELSE 1 END
  -- What is in the sets is read after the sets.
  AND (
    NOT EXISTS(SELECT 1 FROM screenshot_sets_mirror AS s WHERE s.parent = l.pk AND s.gone_at IS NULL AND s.id NOT GLOB '~*')
    OR EXISTS(
      SELECT 1 FROM sync_scopes AS r
      WHERE r.account = l.account AND r.kind = 'screenshots' AND r.parent = l.pk AND r.fetched_at IS NOT NULL
    )
  )
