-- The screenshots and previews of one app (?1: account, ?2: id), in the order of the store. `image` is the file below
-- .fleet/images.
SELECT 'screenshot' AS kind, version_id, platform, version_string, locale, display_type, position, file_name, width, height, delivery_state, image
FROM screenshots WHERE account = ?1 AND app_id = ?2
UNION ALL
SELECT 'preview', version_id, platform, version_string, locale, preview_type, position, file_name, frame_width, frame_height, delivery_state, image
FROM previews WHERE account = ?1 AND app_id = ?2
ORDER BY platform, version_id, locale, display_type, kind DESC, position
