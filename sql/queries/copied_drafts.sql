-- What most checks read. A copy of the same name is found before the view, so that each view is put together once.
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -65536;
CREATE TEMP TABLE drafts AS SELECT * FROM main.drafts;
CREATE TEMP TABLE draft_listings AS SELECT * FROM main.draft_listings;
-- Their texts one by one, each with the row through which it is edited: platforms share those of the app info.
CREATE TEMP VIEW draft_texts AS
SELECT l.account, l.app_id, NULL AS platform, NULL AS version_string, l.locale, 'app_info_localizations' AS resource, i.id,
  f.column1 AS field, iif(f.column1 = 'name', l.name, l.subtitle) AS text
FROM draft_listings AS l
CROSS JOIN (VALUES ('name'), ('subtitle')) AS f
CROSS JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
UNION ALL
SELECT l.account, l.app_id, l.platform, l.version_string, l.locale, 'version_localizations', l.id, f.column1,
  CASE f.column1 WHEN 'keywords' THEN l.keywords WHEN 'promotional_text' THEN l.promotional_text WHEN 'whats_new' THEN l.whats_new
    ELSE l.description END
FROM draft_listings AS l
CROSS JOIN (VALUES ('keywords'), ('promotional_text'), ('whats_new'), ('description')) AS f;
