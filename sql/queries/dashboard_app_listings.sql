-- The listings of one app that somebody may want to edit, version by version.
SELECT pk, version_id, locale, staged, editable OR info_editable AS editable FROM listings
WHERE account = ?1 AND app_id = ?2 AND state IS NOT 'REPLACED_WITH_NEW_VERSION' ORDER BY version_id, locale
