-- title: Screenshots that Apple requires are missing
-- why: In its primary locale an app shows pictures for every kind of device that it is made for, or it is not reviewed.
-- level: error
-- fix: fleet shots stage FOLDER --app {bundle_id} --locale {locale}; fleet shots coverage --app {bundle_id} shows all gaps

-- The rules of the view screenshot_coverage for the primary locale alone: all of that view takes a second for a thousand apps.
-- What an app is made for is told by the pictures of all of its versions.
WITH removed AS (SELECT pk FROM staged WHERE field = '-' AND resource = (SELECT code FROM resources WHERE name = 'screenshots')),
gone_sets AS (SELECT pk FROM staged WHERE field = '-' AND resource = (SELECT code FROM resources WHERE name = 'screenshot_sets')),
pictures AS NOT MATERIALIZED (
  SELECT parent FROM screenshots_mirror
  WHERE gone_at IS NULL AND delivery_state IS NOT 'FAILED' AND pk NOT IN (SELECT pk FROM removed) AND parent NOT IN (SELECT pk FROM gone_sets)
),
devices AS MATERIALIZED (
  SELECT v.parent AS app_pk, max(s.display_type GLOB 'APP_IPAD_*') AS ipad, max(s.display_type GLOB 'APP_WATCH_*') AS watch
  FROM screenshot_sets_mirror AS s
  CROSS JOIN version_localizations_mirror AS l ON l.pk = s.parent
  CROSS JOIN versions_mirror AS v ON v.pk = l.parent
  WHERE (s.display_type GLOB 'APP_IPAD_*' OR s.display_type GLOB 'APP_WATCH_*') AND s.gone_at IS NULL AND l.gone_at IS NULL
    AND v.gone_at IS NULL AND v.state <> 'REPLACED_WITH_NEW_VERSION' AND EXISTS(SELECT 1 FROM pictures WHERE parent = s.pk)
  GROUP BY v.parent
),
shown AS MATERIALIZED (
  SELECT d.pk AS version_pk, l.pk AS localization_pk, l.account, l.id,
    max(s.display_type IN ('APP_IPHONE_67', 'APP_IPHONE_65')) AS iphone, max(s.display_type = 'APP_IPAD_PRO_3GEN_129') AS ipad,
    max(s.display_type GLOB 'APP_WATCH_*') AS watch, max(s.display_type = 'APP_DESKTOP') AS mac,
    max(s.display_type = 'APP_APPLE_TV') AS tv, max(s.display_type = 'APP_APPLE_VISION_PRO') AS vision
  FROM drafts AS d
  CROSS JOIN version_localizations_mirror AS l ON l.parent = d.pk AND l.locale = d.primary_locale AND l.gone_at IS NULL
  CROSS JOIN sync_scopes AS r ON r.account = l.account AND r.kind = 'localizations' AND r.parent = d.pk AND r.fetched_at IS NOT NULL
  LEFT JOIN screenshot_sets_mirror AS s ON s.parent = l.pk AND s.gone_at IS NULL AND EXISTS(SELECT 1 FROM pictures WHERE parent = s.pk)
  -- The sets are known before what is in them.
  WHERE NOT EXISTS(SELECT 1 FROM screenshot_sets_mirror AS o WHERE o.parent = l.pk AND o.gone_at IS NULL AND o.id NOT GLOB '~*')
    OR EXISTS(SELECT 1 FROM sync_scopes AS o
      WHERE o.account = l.account AND o.kind = 'screenshots' AND o.parent = l.pk AND o.fetched_at IS NOT NULL)
  GROUP BY d.pk
)
SELECT d.account, d.app_id, d.platform, d.version_string, d.primary_locale AS locale, 'version_localizations' AS resource, s.id,
  'no screenshots for ' || k.column3 AS message
FROM shown AS s
JOIN drafts AS d ON d.pk = s.version_pk
LEFT JOIN devices AS f ON f.app_pk = d.app_pk
JOIN (VALUES
  ('IOS', 'iphone', 'iPhone (6.9" or 6.5")'), ('IOS', 'ipad', 'iPad (13")'), ('IOS', 'watch', 'Apple Watch'),
  ('MAC_OS', 'mac', 'Mac'), ('TV_OS', 'tv', 'Apple TV'), ('VISION_OS', 'vision', 'Apple Vision Pro')
) AS k ON k.column1 = d.platform
WHERE d.id NOT GLOB '~*'
  AND NOT coalesce(CASE k.column2 WHEN 'iphone' THEN s.iphone WHEN 'ipad' THEN s.ipad WHEN 'watch' THEN s.watch WHEN 'mac' THEN s.mac
    WHEN 'tv' THEN s.tv ELSE s.vision END, 0)
  AND CASE k.column2
    WHEN 'ipad' THEN f.ipad
    WHEN 'watch' THEN f.watch
    WHEN 'iphone' THEN NOT coalesce(f.ipad, 0) OR EXISTS(
      SELECT 1 FROM versions_mirror AS v
      CROSS JOIN version_localizations_mirror AS l ON l.parent = v.pk AND l.gone_at IS NULL
      CROSS JOIN screenshot_sets_mirror AS t ON t.parent = l.pk AND t.gone_at IS NULL AND t.display_type GLOB 'APP_IPHONE_*'
      WHERE v.parent = d.app_pk AND v.gone_at IS NULL AND v.state <> 'REPLACED_WITH_NEW_VERSION'
        AND EXISTS(SELECT 1 FROM pictures WHERE parent = t.pk)
    )
    ELSE 1
  END
