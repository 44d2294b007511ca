-- Pictures that a version shows more than once: the same file twice in a set, or in several locales, which inherit those of
-- the primary locale anyhow: `account, client, app_id, bundle_id, app, version_id, platform, version_string, state,
-- checksum, times, in_sets, in_locales, display_types, locales, file_names`. `times` is more than `in_sets` where a set has
-- it twice. Versions that were replaced, and files that Apple could not use, are left out.
--
-- The innermost rows are sorted, so that the lists are.
CREATE VIEW duplicate_screenshots AS
SELECT account, client, app_id, bundle_id, app, version_id, platform, version_string, state, checksum, count(*) AS times,
  count(DISTINCT screenshot_set_id) AS in_sets, count(DISTINCT locale) AS in_locales,
  group_concat(DISTINCT display_type) AS display_types, group_concat(DISTINCT locale) AS locales,
  group_concat(DISTINCT file_name) AS file_names
FROM (
  SELECT p.account, p.client, p.app_id, p.bundle_id, p.app, p.version_id, p.platform, p.version_string, p.state, p.checksum,
    p.screenshot_set_id, p.locale, p.display_type, p.file_name
  FROM screenshots AS p
  -- A set, or a locale, that is to be removed takes its pictures along.
  JOIN screenshot_sets AS s ON s.account = p.account AND s.id = p.screenshot_set_id
  JOIN version_localizations AS l ON l.account = p.account AND l.id = p.version_localization_id
  WHERE p.state <> 'REPLACED_WITH_NEW_VERSION' AND p.checksum <> '' AND p.delivery_state IS NOT 'FAILED'
  ORDER BY p.account, p.version_id, p.checksum, p.locale, p.display_type, p.position
)
GROUP BY account, version_id, checksum
HAVING times > in_sets OR in_locales > 1;
