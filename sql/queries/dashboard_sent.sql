-- What was sent for one app (?1: account, ?2: its id), field by field, the latest first.
SELECT s.changeset, c.title, c.author, coalesce(s.done_at, s.sent_at, c.sealed_at) AS at, s.method, s.status, s.note, r.name AS resource,
  coalesce(l.locale, i.locale) AS locale, v.platform, v.version_string,
  json_extract(f.value, '$.field') AS field, json_extract(f.value, '$.base') AS base, json_extract(f.value, '$.value') AS value
FROM apps AS a CROSS JOIN steps AS s ON s.app = a.pk JOIN changesets AS c ON c.pk = s.changeset JOIN resources AS r ON r.code = s.resource
  LEFT JOIN version_localizations_mirror AS l ON r.name = 'version_localizations' AND l.pk = s.pk
  LEFT JOIN app_info_localizations_mirror AS i ON r.name = 'app_info_localizations' AND i.pk = s.pk
  LEFT JOIN versions_mirror AS v ON v.pk = CASE r.name WHEN 'versions' THEN s.pk WHEN 'version_localizations' THEN l.parent END
  LEFT JOIN json_each(s.fields) AS f
WHERE a.account = ?1 AND a.id = ?2
ORDER BY s.changeset DESC, s.seq, f.key LIMIT 1000
