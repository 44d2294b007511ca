-- A small fleet: 3 apps of one client, each with a live (…0) and a draft (…1) version in 3 locales.
PRAGMA foreign_keys = ON;
BEGIN;
UPDATE mirror_guard SET writer = 'sync';
INSERT INTO accounts(pk, name, key_id) VALUES(1, 'acme', 'KEY1');
INSERT INTO clients(pk, name, legal_name) VALUES(1, 'acme', 'ACME GmbH');
CREATE TEMP TABLE n(i INTEGER);
INSERT INTO n VALUES(0), (1), (2);
INSERT INTO apps_mirror(pk, account, id, name, bundle_id, sku, primary_locale)
  SELECT i + 1, 1, 1001 + i, 'App ' || (i + 1), 'com.acme.app' || (i + 1), 's' || (i + 1), 'en-US' FROM n;
INSERT INTO client_apps SELECT pk, 1 FROM apps_mirror;
INSERT INTO app_infos_mirror(pk, account, id, parent, state, primary_category)
  SELECT a.pk * 10 + k.i, 1, 'info-' || a.pk || k.i, a.pk, iif(k.i, 'PREPARE_FOR_SUBMISSION', 'READY_FOR_DISTRIBUTION'), 'UTILITIES'
  FROM apps_mirror AS a, n AS k WHERE k.i < 2;
INSERT INTO age_ratings_mirror(pk, account, id, parent, gambling, contests) SELECT pk, 1, id, pk, 0, 'NONE' FROM app_infos_mirror;
INSERT INTO versions_mirror(pk, account, id, parent, app_info, platform, version_string, state, copyright, release_type)
  SELECT pk, 1, 'version-' || pk, parent, pk, 'IOS', '1.' || (pk % 10), state, '2025 ACME', 'MANUAL' FROM app_infos_mirror;
INSERT INTO version_localizations_mirror(pk, account, id, parent, locale, description, keywords, support_url)
  SELECT v.pk * 10 + k.i, 1, 'vl-' || v.pk || k.i, v.pk, CASE k.i WHEN 0 THEN 'en-US' WHEN 1 THEN 'de-DE' ELSE 'ja' END, 'text', 'k1,k2', 'https://old.example/'
  FROM versions_mirror AS v, n AS k;
INSERT INTO app_info_localizations_mirror(pk, account, id, parent, locale, name, privacy_policy_url)
  SELECT i.pk * 10 + k.i, 1, 'il-' || i.pk || k.i, i.pk, CASE k.i WHEN 0 THEN 'en-US' WHEN 1 THEN 'de-DE' ELSE 'ja' END, 'App ' || i.parent, 'https://old.example/p'
  FROM app_infos_mirror AS i, n AS k;
INSERT INTO builds_mirror(pk, account, id, parent, version, processing_state) SELECT pk, 1, 'build-' || pk, pk, '7', 'VALID' FROM apps_mirror;
UPDATE mirror_guard SET writer = NULL;
COMMIT;
DROP TABLE n;
-- What the cases look at.
CREATE TEMP VIEW s AS SELECT resource, field, base, value FROM changes ORDER BY resource, pk, field;
