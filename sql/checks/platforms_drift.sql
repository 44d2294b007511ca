-- title: The platforms of an app have different languages
-- why: The same app is in more languages on one platform than on another.
-- level: info
-- fix: fleet edit "INSERT INTO version_localizations(version_id, locale) VALUES ('{id}', '{locale}')"
WITH several AS (
  SELECT app_pk FROM drafts GROUP BY app_pk HAVING count(*) > 1 AND min(id NOT GLOB '~*') AND min(synced_at IS NOT NULL)
),
locales AS (SELECT DISTINCT app_pk, locale FROM draft_listings WHERE app_pk IN (SELECT app_pk FROM several))
SELECT d.account, d.app_id, d.platform, d.version_string, o.locale, 'versions' AS resource, d.id,
  'another platform of the app has this language' AS message
FROM drafts AS d
JOIN locales AS o ON o.app_pk = d.app_pk
LEFT JOIN (SELECT version_pk, locale FROM draft_listings) AS l ON l.version_pk = d.pk AND l.locale = o.locale
WHERE l.locale IS NULL
