-- title: A version lacks a language that the one in the store has
-- why: When it is released, the app loses this language.
-- level: warning
-- fix: fleet edit "INSERT INTO version_localizations(version_id, locale) VALUES ('{id}', '{locale}')"
SELECT d.account, d.app_id, d.platform, d.version_string, m.locale, 'versions' AS resource, d.id,
  'a language of the version in the store is missing' AS message
FROM drafts AS d
CROSS JOIN versions_mirror AS live ON live.parent = d.app_pk AND live.platform = d.platform AND live.state = 'READY_FOR_DISTRIBUTION'
  AND live.gone_at IS NULL
CROSS JOIN version_localizations_mirror AS m ON m.parent = live.pk AND m.gone_at IS NULL
LEFT JOIN (SELECT version_pk, locale FROM draft_listings) AS l ON l.version_pk = d.pk AND l.locale = m.locale
WHERE l.locale IS NULL AND d.id NOT GLOB '~*' AND d.synced_at IS NOT NULL
