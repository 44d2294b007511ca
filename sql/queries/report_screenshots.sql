-- The screenshots of some apps (?1: their accounts and ids as JSON), of versions that are not replaced, in the order in
-- which the store shows them.
SELECT account, app_id, version_id, locale, display_type, position, file_name, width, height, delivery_state, image
FROM screenshots
WHERE (account, app_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1)) AND state IS NOT 'REPLACED_WITH_NEW_VERSION'
ORDER BY version_id, locale, display_type, position
