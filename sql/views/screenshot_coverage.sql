-- Which pictures the store shows where: one row for each locale and display type of a version, which is the one of an app
-- and platform that is in preparation, else the one in the store: `account, client, app_id, bundle_id, app, platform, version_id,
-- version_string, state, locale, is_primary, display_type, own, failed, under_way, coverage, source, required, overfull`.
-- `own` counts the pictures of its own that can be shown, `under_way` those of them that Apple is not done with, `failed`
-- those that take up room and are never shown. `coverage` is `own`; or `scaled` from the next larger display type of this
-- locale, which `source` names; or `inherited` from the primary locale, which `source` names; or `missing`. `required` is 1
-- where Apple accepts no submission without pictures, in the primary locale only; `overfull` where there are more than 10.
-- Versions whose pictures were never read are not here: `fleet sync --only media`.
--
-- Nothing in Apple's API says for which devices an app is made, so its pictures do: an app for iOS is made for iPad and for
-- Watch if any of its versions shows pictures there, and for iPhone unless they show iPad and no iPhone. Apple requires
-- 6.9" of an iPhone, or 6.5" if there is no 6.9", 13" of an iPad, and any size of a Watch.
--
-- Everything is counted once, and what stands in for what is found by windows: a thousand apps are ten thousand locales.
-- A common table counts again towards SQLite's limits wherever it is named, with all that it is made of; so there are few.
CREATE VIEW screenshot_coverage AS
-- Families from the largest display type to the smallest.
WITH display_types(number, family, name) AS (VALUES
  (1, 'iPhone', 'APP_IPHONE_67'), (2, 'iPhone', 'APP_IPHONE_65'), (3, 'iPhone', 'APP_IPHONE_61'),
  (4, 'iPhone', 'APP_IPHONE_58'), (5, 'iPhone', 'APP_IPHONE_55'), (6, 'iPhone', 'APP_IPHONE_47'),
  (7, 'iPhone', 'APP_IPHONE_40'), (8, 'iPhone', 'APP_IPHONE_35'),
  (9, 'iPad', 'APP_IPAD_PRO_3GEN_129'), (10, 'iPad', 'APP_IPAD_PRO_3GEN_11'), (11, 'iPad', 'APP_IPAD_PRO_129'),
  (12, 'iPad', 'APP_IPAD_105'), (13, 'iPad', 'APP_IPAD_97'),
  (14, 'Mac', 'APP_DESKTOP'), (15, 'TV', 'APP_APPLE_TV'), (16, 'Vision', 'APP_APPLE_VISION_PRO'),
  (17, 'Watch', 'APP_WATCH_ULTRA'), (18, 'Watch', 'APP_WATCH_SERIES_10'), (19, 'Watch', 'APP_WATCH_SERIES_7'),
  (20, 'Watch', 'APP_WATCH_SERIES_4'), (21, 'Watch', 'APP_WATCH_SERIES_3'),
  (22, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_67'), (23, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_65'),
  (24, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_61'), (25, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_58'),
  (26, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_55'), (27, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_47'),
  (28, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_40'),
  (29, 'iMessage iPad', 'IMESSAGE_APP_IPAD_PRO_3GEN_129'), (30, 'iMessage iPad', 'IMESSAGE_APP_IPAD_PRO_3GEN_11'),
  (31, 'iMessage iPad', 'IMESSAGE_APP_IPAD_PRO_129'), (32, 'iMessage iPad', 'IMESSAGE_APP_IPAD_105'),
  (33, 'iMessage iPad', 'IMESSAGE_APP_IPAD_97')
),
-- A row for each set, or for a locale without any. A version that is only staged has no pictures yet: when it is made,
-- Apple gives it those of the version before.
sets AS (
  SELECT v.account, v.app_id, v.platform, v.pk AS version, l.pk AS localization, l.locale, l.locale = a.primary_locale AS is_primary,
    s.display_type, t.number, t.family,
    coalesce(c.own, 0) AS own, coalesce(c.failed, 0) AS failed, coalesce(c.under_way, 0) AS under_way,
    -- Apple lists the sets of a version first; what is in them is read later.
    NOT EXISTS(SELECT 1 FROM sync_scopes AS r JOIN accounts AS of ON of.pk = r.account
      WHERE of.name = v.account AND r.kind = 'localizations' AND r.parent = v.pk AND r.fetched_at IS NOT NULL)
      OR (s.id IS NOT NULL AND s.id NOT GLOB '~*' AND s.synced_at IS NULL AND c.own IS NULL) AS is_unread,
    dense_rank() OVER (
      PARTITION BY v.account, v.app_id, v.platform ORDER BY v.state = 'READY_FOR_DISTRIBUTION', v.created_date DESC, v.pk DESC
    ) AS nth
  FROM versions AS v
  JOIN apps AS a ON a.account = v.account AND a.id = v.app_id
  JOIN version_localizations AS l ON l.account = v.account AND l.version_id = v.id
  LEFT JOIN screenshot_sets AS s ON s.account = l.account AND s.version_localization_id = l.id
  LEFT JOIN (
    SELECT account, screenshot_set_id, sum(delivery_state IS NOT 'FAILED') AS own, sum(delivery_state IS 'FAILED') AS failed,
      sum(coalesce(delivery_state, '') IN ('AWAITING_UPLOAD', 'UPLOAD_COMPLETE', 'PROCESSING')) AS under_way
    FROM screenshots GROUP BY account, screenshot_set_id
  ) AS c ON c.account = s.account AND c.screenshot_set_id = s.id
  LEFT JOIN display_types AS t ON t.name = s.display_type
  WHERE v.state <> 'REPLACED_WITH_NEW_VERSION' AND v.id NOT GLOB '~*'
),
-- Beside each set: what its app is made for, and which sizes its version shows in the primary locale.
devices AS MATERIALIZED (
  SELECT *, max(is_unread) OVER its_version AS is_version_unread,
    CASE platform WHEN 'MAC_OS' THEN 14 WHEN 'TV_OS' THEN 15 WHEN 'VISION_OS' THEN 16 ELSE CASE
      WHEN max(own > 0 AND family = 'iPad') OVER its_app AND NOT coalesce(max(own > 0 AND family = 'iPhone') OVER its_app, 0) THEN NULL
      WHEN min(CASE WHEN own > 0 AND is_primary THEN number END) OVER its_version = 2 THEN 2 ELSE 1 END END AS first,
    CASE WHEN platform = 'IOS' AND max(own > 0 AND family = 'iPad') OVER its_app THEN 9 END AS second,
    CASE WHEN platform = 'IOS' THEN coalesce(min(CASE WHEN own > 0 AND is_primary AND family = 'Watch' THEN number END) OVER its_version,
      min(CASE WHEN own > 0 AND family = 'Watch' THEN number END) OVER its_app) END AS third
  FROM sets
  WINDOW its_app AS (PARTITION BY account, app_id), its_version AS (PARTITION BY version)
),
-- Every locale of a version beside every display type that the version has in any locale or should have in the primary one.
cells AS (
  SELECT l.*, c.column_type AS display_type, c.column_number AS number, c.column_family AS family,
    l.is_primary AND c.column_number IN (l.first, l.second, l.third) AS required,
    max(CASE WHEN c.localization = l.localization THEN c.own ELSE 0 END) AS own,
    max(CASE WHEN c.localization = l.localization THEN c.failed ELSE 0 END) AS failed,
    max(CASE WHEN c.localization = l.localization THEN c.under_way ELSE 0 END) AS under_way
  FROM (
    SELECT version, localization, locale, is_primary, first, second, third FROM devices
    WHERE nth = 1 AND NOT is_version_unread GROUP BY localization
  ) AS l
  JOIN (
    SELECT d.version, d.localization, CASE k.column1 WHEN 0 THEN d.display_type ELSE t.name END AS column_type,
      t.number AS column_number, t.family AS column_family, CASE k.column1 WHEN 0 THEN d.own ELSE 0 END AS own,
      CASE k.column1 WHEN 0 THEN d.failed ELSE 0 END AS failed, CASE k.column1 WHEN 0 THEN d.under_way ELSE 0 END AS under_way
    FROM devices AS d
    JOIN (VALUES (0), (1), (2), (3)) AS k ON k.column1 = 0 OR d.is_primary
    LEFT JOIN display_types AS t ON t.number = CASE k.column1 WHEN 0 THEN d.number WHEN 1 THEN d.first WHEN 2 THEN d.second ELSE d.third END
    WHERE d.nth = 1
  ) AS c ON c.version = l.version
  WHERE c.column_type IS NOT NULL
  GROUP BY l.localization, c.column_type
)
SELECT v.account, v.client, v.app_id, v.bundle_id, v.app, v.platform, v.id AS version_id, v.version_string, v.state, c.locale,
  c.is_primary, c.display_type, c.own, c.failed, c.under_way,
  CASE WHEN own > 0 THEN 'own' WHEN larger IS NOT NULL THEN 'scaled' WHEN inherited IS NOT NULL THEN 'inherited' ELSE 'missing' END
    AS coverage,
  CASE WHEN own > 0 THEN NULL WHEN larger IS NOT NULL THEN (SELECT name FROM display_types WHERE number = larger) ELSE inherited END
    AS source,
  coalesce(c.required, 0) AS required, own + failed > 10 AS overfull
FROM (
  SELECT *, max(CASE WHEN is_primary AND (own > 0 OR larger IS NOT NULL) THEN locale END) OVER (
    PARTITION BY version, display_type
  ) AS inherited
  FROM (
    SELECT *, max(CASE WHEN own > 0 THEN number END) OVER (
      PARTITION BY localization, coalesce(family, display_type) ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS larger
    FROM cells
  )
) AS c
JOIN versions AS v ON v.pk = c.version;
