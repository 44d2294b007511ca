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
-- Watch if any of its versions shows pictures there, and for iPhone unless they show iPad and no iPhone. What Apple
-- requires is in the column `fills`: display types of which one must be filled for its family. Wanted is the one that is
-- filled, else one that the app shows somewhere, else the largest.
--
-- The pictures are counted once, and what they stand in for is found by windows over the cells, not by looking at them
-- again: a thousand apps are ten thousand locales.
CREATE VIEW screenshot_coverage AS
-- Families from the largest display type to the smallest.
WITH display_types(number, family, name, fills) AS (VALUES
  (1, 'iPhone', 'APP_IPHONE_67', 1), (2, 'iPhone', 'APP_IPHONE_65', 1), (3, 'iPhone', 'APP_IPHONE_61', 0),
  (4, 'iPhone', 'APP_IPHONE_58', 0), (5, 'iPhone', 'APP_IPHONE_55', 0), (6, 'iPhone', 'APP_IPHONE_47', 0),
  (7, 'iPhone', 'APP_IPHONE_40', 0), (8, 'iPhone', 'APP_IPHONE_35', 0),
  (9, 'iPad', 'APP_IPAD_PRO_3GEN_129', 1), (10, 'iPad', 'APP_IPAD_PRO_3GEN_11', 0), (11, 'iPad', 'APP_IPAD_PRO_129', 0),
  (12, 'iPad', 'APP_IPAD_105', 0), (13, 'iPad', 'APP_IPAD_97', 0),
  (14, 'Mac', 'APP_DESKTOP', 1), (15, 'TV', 'APP_APPLE_TV', 1), (16, 'Vision', 'APP_APPLE_VISION_PRO', 1),
  (17, 'Watch', 'APP_WATCH_ULTRA', 1), (18, 'Watch', 'APP_WATCH_SERIES_10', 1), (19, 'Watch', 'APP_WATCH_SERIES_7', 1),
  (20, 'Watch', 'APP_WATCH_SERIES_4', 1), (21, 'Watch', 'APP_WATCH_SERIES_3', 1),
  (22, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_67', 0), (23, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_65', 0),
  (24, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_61', 0), (25, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_58', 0),
  (26, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_55', 0), (27, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_47', 0),
  (28, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_40', 0),
  (29, 'iMessage iPad', 'IMESSAGE_APP_IPAD_PRO_3GEN_129', 0), (30, 'iMessage iPad', 'IMESSAGE_APP_IPAD_PRO_3GEN_11', 0),
  (31, 'iMessage iPad', 'IMESSAGE_APP_IPAD_PRO_129', 0), (32, 'iMessage iPad', 'IMESSAGE_APP_IPAD_105', 0),
  (33, 'iMessage iPad', 'IMESSAGE_APP_IPAD_97', 0)
),
counted AS (
  SELECT account, screenshot_set_id, sum(delivery_state IS NOT 'FAILED') AS own, sum(delivery_state IS 'FAILED') AS failed,
    sum(coalesce(delivery_state, '') IN ('AWAITING_UPLOAD', 'UPLOAD_COMPLETE', 'PROCESSING')) AS under_way
  FROM screenshots GROUP BY account, screenshot_set_id
),
sets AS MATERIALIZED (
  SELECT s.account, s.app_id, s.version_id, s.version_localization_id, s.locale, s.display_type, t.family,
    coalesce(c.own, 0) AS own, coalesce(c.failed, 0) AS failed, coalesce(c.under_way, 0) AS under_way,
    -- Apple lists the sets first; what is in them is read later.
    s.synced_at IS NULL AND c.own IS NULL AND s.id NOT GLOB '~*' AS is_unread
  FROM screenshot_sets AS s
  -- A locale that is to be removed takes its sets along.
  JOIN version_localizations AS l ON l.account = s.account AND l.id = s.version_localization_id
  LEFT JOIN counted AS c ON c.account = s.account AND c.screenshot_set_id = s.id
  LEFT JOIN display_types AS t ON t.name = s.display_type
),
-- A version that is only staged has no pictures yet; when it is made, Apple gives it those of the version before.
current AS MATERIALIZED (
  SELECT v.*, apps.primary_locale FROM (
    SELECT account, client, app_id, bundle_id, app, platform, id, version_string, state, row_number() OVER (
      PARTITION BY account, app_id, platform ORDER BY state = 'READY_FOR_DISTRIBUTION', created_date DESC, pk DESC
    ) AS nth, pk
    FROM versions WHERE state <> 'REPLACED_WITH_NEW_VERSION' AND id NOT GLOB '~*'
  ) AS v
  JOIN apps ON apps.account = v.account AND apps.id = v.app_id
  JOIN accounts ON accounts.name = v.account
  JOIN sync_scopes AS read ON read.account = accounts.pk AND read.kind = 'localizations' AND read.parent = v.pk
  WHERE v.nth = 1 AND read.fetched_at IS NOT NULL
    AND (v.account, v.id) NOT IN (SELECT account, version_id FROM sets WHERE is_unread)
),
families AS MATERIALIZED (SELECT DISTINCT account, app_id, family FROM sets WHERE own > 0 AND family IS NOT NULL),
required AS MATERIALIZED (
  SELECT account, version_id, primary_locale, display_type FROM (
    SELECT v.account, v.id AS version_id, v.primary_locale, t.name AS display_type, row_number() OVER (
      PARTITION BY v.account, v.id, t.family ORDER BY filled.own IS NULL, shown.display_type IS NULL, t.number
    ) AS nth
    FROM current AS v
    JOIN display_types AS t ON t.fills AND CASE v.platform
      WHEN 'MAC_OS' THEN t.family = 'Mac' WHEN 'TV_OS' THEN t.family = 'TV' WHEN 'VISION_OS' THEN t.family = 'Vision'
      ELSE t.family IN ('iPhone', 'iPad', 'Watch') END
    LEFT JOIN families AS its ON its.account = v.account AND its.app_id = v.app_id AND its.family = t.family
    LEFT JOIN families AS pad ON pad.account = v.account AND pad.app_id = v.app_id AND pad.family = 'iPad'
    LEFT JOIN sets AS filled ON filled.account = v.account AND filled.version_id = v.id AND filled.display_type = t.name
      AND filled.locale = v.primary_locale AND filled.own > 0
    LEFT JOIN (SELECT DISTINCT account, app_id, display_type FROM sets WHERE own > 0) AS shown
      ON shown.account = v.account AND shown.app_id = v.app_id AND shown.display_type = t.name
    WHERE its.family IS NOT NULL OR t.family NOT IN ('iPhone', 'iPad', 'Watch') OR (t.family = 'iPhone' AND pad.family IS NULL)
  ) WHERE nth = 1
),
columns AS (
  SELECT account, version_id, display_type FROM sets UNION SELECT account, version_id, display_type FROM required
),
cells AS (
  SELECT v.account, v.client, v.app_id, v.bundle_id, v.app, v.platform, v.id AS version_id, v.version_string, v.state, l.locale,
    l.locale = v.primary_locale AS is_primary, c.display_type, coalesce(s.own, 0) AS own, coalesce(s.failed, 0) AS failed,
    coalesce(s.under_way, 0) AS under_way, r.display_type IS NOT NULL AS required,
    max(CASE WHEN s.own > 0 THEN t.number END) OVER (
      PARTITION BY l.account, l.id, coalesce(t.family, c.display_type) ORDER BY t.number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS larger
  FROM current AS v
  JOIN version_localizations AS l ON l.account = v.account AND l.version_id = v.id
  JOIN columns AS c ON c.account = v.account AND c.version_id = v.id
  LEFT JOIN display_types AS t ON t.name = c.display_type
  LEFT JOIN sets AS s ON s.account = l.account AND s.version_localization_id = l.id AND s.display_type = c.display_type
  LEFT JOIN required AS r ON r.account = v.account AND r.version_id = v.id AND r.primary_locale = l.locale
    AND r.display_type = c.display_type
)
SELECT account, client, app_id, bundle_id, app, platform, version_id, version_string, state, locale, is_primary, display_type, own,
  failed, under_way,
  CASE WHEN own > 0 THEN 'own' WHEN larger IS NOT NULL THEN 'scaled' WHEN inherited IS NOT NULL THEN 'inherited' ELSE 'missing' END
    AS coverage,
  CASE WHEN own > 0 THEN NULL WHEN larger IS NOT NULL THEN (SELECT name FROM display_types WHERE number = larger) ELSE inherited END
    AS source,
  required, own + failed > 10 AS overfull
FROM (
  SELECT *, max(CASE WHEN is_primary AND (own > 0 OR larger IS NOT NULL) THEN locale END) OVER (
    PARTITION BY account, version_id, display_type
  ) AS inherited
  FROM cells
);
