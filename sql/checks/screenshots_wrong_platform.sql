-- title: Screenshots are for devices that the version does not run on
-- why: A version for one platform shows pictures of its devices alone; Apple refuses the others.
-- level: error
-- fix: fleet edit "DELETE FROM screenshot_sets WHERE id = '{id}'"
WITH sets AS MATERIALIZED (
  SELECT s.pk FROM drafts AS d
  CROSS JOIN version_localizations_mirror AS l ON l.parent = d.pk
  CROSS JOIN screenshot_sets_mirror AS s ON s.parent = l.pk
  WHERE CASE
    WHEN s.display_type GLOB 'APP_IPHONE_*' OR s.display_type GLOB 'APP_IPAD_*' OR s.display_type GLOB 'APP_WATCH_*'
      OR s.display_type GLOB 'IMESSAGE_APP_*' THEN 'IOS'
    WHEN s.display_type = 'APP_DESKTOP' THEN 'MAC_OS'
    WHEN s.display_type = 'APP_APPLE_TV' THEN 'TV_OS'
    WHEN s.display_type = 'APP_APPLE_VISION_PRO' THEN 'VISION_OS'
  END <> d.platform
)
SELECT s.account, s.app_id, s.platform, s.version_string, s.locale, 'screenshot_sets' AS resource, s.id, 'display_type' AS field,
  'the version cannot show this display type' AS message
FROM sets
CROSS JOIN screenshot_sets AS s ON s.pk = sets.pk
