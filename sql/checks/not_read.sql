-- title: A part of an app was never read
-- why: What no sync has read cannot be judged, so nothing is said about it.
-- level: error
-- fix: fleet sync --all --app {bundle_id}
WITH parts AS (
  SELECT d.pk, d.account, d.app_id, d.bundle_id, d.app_pk, a.account AS account_pk, d.platform, d.version_string, d.id, d.build
  FROM drafts AS d
  CROSS JOIN apps_mirror AS a ON a.pk = d.app_pk
),
lacking(account, app_id, bundle_id, platform, version_string, part, tier) AS (
  SELECT DISTINCT p.account, p.app_id, p.bundle_id, NULL, NULL, k.column2, k.column3
  FROM parts AS p
  CROSS JOIN (VALUES
    ('versions', 'texts', 'texts'), ('app_infos', 'texts', 'texts'), ('builds', 'builds', 'builds'),
    ('prices', 'price', 'prices'), ('availability', 'availability', 'availability')
  ) AS k
  LEFT JOIN sync_scopes AS r ON r.account = p.account_pk AND r.kind = k.column1 AND r.parent = p.app_pk
  WHERE r.fetched_at IS NULL
  UNION ALL
  SELECT p.account, p.app_id, p.bundle_id, p.platform, p.version_string, 'screenshots', 'media'
  FROM parts AS p
  LEFT JOIN sync_scopes AS r ON r.account = p.account_pk AND r.kind = 'localizations' AND r.parent = p.pk
  WHERE p.id NOT GLOB '~*' AND (r.fetched_at IS NULL OR EXISTS(
    SELECT 1 FROM version_localizations_mirror AS l
    CROSS JOIN screenshot_sets_mirror AS s ON s.parent = l.pk AND s.gone_at IS NULL AND s.id NOT GLOB '~*'
    LEFT JOIN sync_scopes AS r ON r.account = l.account AND r.kind = 'screenshots' AND r.parent = l.pk
    WHERE l.parent = p.pk AND l.gone_at IS NULL AND r.fetched_at IS NULL
  ))
  UNION ALL
  -- Declarations matter to builds that encrypt.
  SELECT DISTINCT p.account, p.app_id, p.bundle_id, NULL, NULL, 'encryption declarations', 'encryption'
  FROM parts AS p
  CROSS JOIN builds AS b ON b.account = p.account AND b.id = p.build
  LEFT JOIN sync_scopes AS r ON r.account = p.account_pk AND r.kind = 'encryption_declarations' AND r.parent = p.app_pk
  WHERE b.uses_non_exempt_encryption AND r.fetched_at IS NULL
)
SELECT account, app_id, platform, version_string, 'never read: ' || part AS message,
  'fleet sync --only ' || tier || ' --app ' || bundle_id AS fix
FROM lacking
GROUP BY account, app_id, platform, version_string, part
