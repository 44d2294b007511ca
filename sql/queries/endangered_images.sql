-- Pictures that calls of a changeset (?1) are about to delete, by themselves or with what they hang from, and the file that
-- is kept of each: the one that was uploaded, or the one that was downloaded.
WITH going AS (
  SELECT s.seq, m.pk FROM steps AS s JOIN screenshots_mirror AS m ON m.pk = s.pk
  WHERE s.changeset = ?1 AND s.method = 'DELETE' AND s.status IN ('planned', 'sent') AND s.resource = (SELECT code FROM resources WHERE name = 'screenshots')
  UNION
  SELECT s.seq, m.pk FROM steps AS s JOIN screenshots_mirror AS m ON m.parent = s.pk
  WHERE s.changeset = ?1 AND s.method = 'DELETE' AND s.status IN ('planned', 'sent') AND s.resource = (SELECT code FROM resources WHERE name = 'screenshot_sets')
  UNION
  SELECT s.seq, m.pk FROM steps AS s JOIN screenshot_sets_mirror AS t ON t.parent = s.pk JOIN screenshots_mirror AS m ON m.parent = t.pk
  WHERE s.changeset = ?1 AND s.method = 'DELETE' AND s.status IN ('planned', 'sent') AND s.resource = (SELECT code FROM resources WHERE name = 'version_localizations')
)
SELECT g.seq, 'screenshot' AS what, acc.name AS account, a.bundle_id, l.locale, t.display_type AS shown_as, m.file_name,
  coalesce(nullif(m.checksum, ''), m.url_template) AS image_source, m.url_template AS template, m.width, m.height, 'png' AS wanted,
  i.sha256, i.format, i.bytes, i.width AS file_width, i.height AS file_height
FROM going AS g
JOIN screenshots_mirror AS m ON m.pk = g.pk
JOIN screenshot_sets_mirror AS t ON t.pk = m.parent
JOIN version_localizations_mirror AS l ON l.pk = t.parent
JOIN versions_mirror AS v ON v.pk = l.parent
JOIN apps_mirror AS a ON a.pk = v.parent
JOIN accounts AS acc ON acc.pk = m.account
LEFT JOIN images AS i ON i.source = coalesce(nullif(m.checksum, ''), m.url_template)
WHERE m.gone_at IS NULL AND m.url_template IS NOT NULL AND coalesce(m.delivery_state, 'COMPLETE') = 'COMPLETE'
  AND NOT EXISTS(SELECT 1 FROM media_files AS f WHERE f.checksum = m.checksum OR f.sha256 = i.sha256)
ORDER BY g.seq
