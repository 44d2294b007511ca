-- Every app with what the overview tells of it. An app's texts are as old as the older of its two scopes, and of no age
-- while one of them was never fetched. Locales are those of versions that are not replaced; they are counted in the index
-- of the mirror, in a tenth of the time that the view takes.
WITH
  locales AS MATERIALIZED (
    SELECT v.parent AS app, count(DISTINCT l.locale) AS locales
    FROM version_localizations_mirror AS l
      JOIN versions_mirror AS v ON v.pk = l.parent
    WHERE l.gone_at IS NULL AND v.gone_at IS NULL AND v.state IS NOT 'REPLACED_WITH_NEW_VERSION'
      AND l.pk NOT IN (
        SELECT pk FROM staged WHERE field = '-' AND resource = (SELECT code FROM resources WHERE name = 'version_localizations')
      )
    GROUP BY v.parent
  ),
  staging AS MATERIALIZED (
    SELECT account, app_id, count(*) AS staged FROM changes
    WHERE changeset = (SELECT pk FROM changesets WHERE status = 'open') GROUP BY account, app_id
  ),
  texts AS MATERIALIZED (
    SELECT parent AS app, min(fetched_at) AS fetched_at FROM sync_scopes
    WHERE kind IN ('versions', 'app_infos') GROUP BY parent HAVING count(fetched_at) = 2
  ),
  icons AS MATERIALIZED (
    SELECT account, app_id, min(image) AS image FROM app_icons WHERE image IS NOT NULL GROUP BY account, app_id
  )
SELECT a.account, a.client, a.id, a.name, a.bundle_id, a.sku, a.primary_locale, a.synced_at AS states_at, t.fetched_at AS texts_at,
  coalesce(l.locales, 0) AS locales, coalesce(s.staged, 0) AS staged, a.readiness,
  coalesce(f.errors, 0) AS errors, coalesce(f.warnings, 0) AS warnings, i.image AS icon
FROM apps AS a
  LEFT JOIN locales AS l ON l.app = a.pk
  LEFT JOIN staging AS s ON s.account = a.account AND s.app_id = a.id
  LEFT JOIN texts AS t ON t.app = a.pk
  LEFT JOIN app_readiness AS f ON f.app = a.pk
  LEFT JOIN icons AS i ON i.account = a.account AND i.app_id = a.id
ORDER BY a.client IS NULL, a.client, a.account, a.name COLLATE NOCASE, a.name, a.id
