-- What most checks read. A copy of the same name is found before the view, so that each view is put together once.
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -65536;
PRAGMA mmap_size = 1073741824;
CREATE TEMP TABLE drafts AS SELECT * FROM main.drafts;
-- The view draft_listings, over the copy.
CREATE TEMP TABLE draft_listings AS
SELECT l.*, d.primary_locale, d.app_pk, d.pk AS version_pk, d.app_info_pk, d.is_first
FROM temp.drafts AS d
CROSS JOIN version_localizations_mirror AS m ON m.parent = d.pk
CROSS JOIN listings AS l ON l.pk = m.pk;
-- Their texts one by one, each with the row through which it is edited: platforms share those of the app info.
CREATE TEMP VIEW draft_texts AS
SELECT l.account, l.app_id, NULL AS platform, NULL AS version_string, l.locale, 'app_info_localizations' AS resource, i.id,
  'name' AS field, l.name AS text
FROM draft_listings AS l CROSS JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
UNION ALL
SELECT l.account, l.app_id, NULL, NULL, l.locale, 'app_info_localizations', i.id, 'subtitle', l.subtitle
FROM draft_listings AS l CROSS JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
UNION ALL
SELECT account, app_id, platform, version_string, locale, 'version_localizations', id, 'keywords', keywords FROM draft_listings
UNION ALL
SELECT account, app_id, platform, version_string, locale, 'version_localizations', id, 'promotional_text', promotional_text
FROM draft_listings
UNION ALL
SELECT account, app_id, platform, version_string, locale, 'version_localizations', id, 'whats_new', whats_new FROM draft_listings
UNION ALL
SELECT account, app_id, platform, version_string, locale, 'version_localizations', id, 'description', description
FROM draft_listings;
