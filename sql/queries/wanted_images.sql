-- Every picture that the mirror refers to, once for all rows that were made from the same source, and its file if it
-- was downloaded: icons first, then by app. ?1: rows of the accounts, ?2: rows of the apps or NULL for all, both as JSON
-- arrays.
WITH pictures AS (
  SELECT 'icon' AS what, 0 AS sort, account, app_id, bundle_id, NULL AS locale, NULL AS shown_as, NULL AS file_name, 0 AS position,
    image_source, url_template AS template, width, height, 'png' AS wanted
  FROM app_icons
  UNION ALL
  SELECT 'screenshot', 1, account, app_id, bundle_id, locale, display_type, file_name, position,
    image_source, url_template, width, height, 'png'
  FROM screenshots WHERE coalesce(delivery_state, 'COMPLETE') = 'COMPLETE'
  UNION ALL
  -- A frame of a film was never lossless.
  SELECT 'preview', 2, account, app_id, bundle_id, locale, preview_type, file_name, position,
    image_source, frame_url_template, frame_width, frame_height, 'jpg'
  FROM previews WHERE coalesce(delivery_state, 'COMPLETE') = 'COMPLETE'
  UNION ALL
  SELECT 'screenshot of ' || name, 3, account, app_id, bundle_id, locale, display_type, file_name, position,
    image_source, url_template, width, height, 'png'
  FROM custom_product_page_screenshots WHERE coalesce(delivery_state, 'COMPLETE') = 'COMPLETE'
  UNION ALL
  SELECT 'preview of ' || name, 4, account, app_id, bundle_id, locale, preview_type, file_name, position,
    image_source, frame_url_template, frame_width, frame_height, 'jpg'
  FROM custom_product_page_previews WHERE coalesce(delivery_state, 'COMPLETE') = 'COMPLETE'
), chosen AS (
  SELECT p.*, row_number() OVER (PARTITION BY p.image_source ORDER BY p.sort, p.account, p.bundle_id, p.locale, p.shown_as, p.position) AS nth
  FROM pictures AS p JOIN accounts AS acc ON acc.name = p.account
  WHERE p.template IS NOT NULL AND acc.pk IN (SELECT value FROM json_each(?1))
    AND (?2 IS NULL OR EXISTS(SELECT 1 FROM apps_mirror AS a WHERE a.account = acc.pk AND a.id = p.app_id AND a.pk IN (SELECT value FROM json_each(?2))))
)
SELECT c.what, c.account, c.bundle_id, c.locale, c.shown_as, c.file_name, c.image_source, c.template, c.width, c.height, c.wanted,
  i.sha256, i.format, i.bytes, i.width AS file_width, i.height AS file_height
FROM chosen AS c LEFT JOIN images AS i ON i.source = c.image_source
WHERE c.nth = 1
ORDER BY c.sort > 0, c.account, c.bundle_id, c.sort, c.locale, c.shown_as, c.position
