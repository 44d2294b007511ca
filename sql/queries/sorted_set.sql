-- A set (?1) of which a file was given a place, with the names of its files as they stand (?3) and as they are wanted (?4).
SELECT s.account, s.client, s.app_id, coalesce(s.app, s.app_id), s.platform, s.version_string, s.locale,
  coalesce((SELECT group_concat(coalesce(m.file_name, o.value), ', ') FROM json_each(?3) AS o LEFT JOIN {rows} AS m ON m.id = o.value), ''),
  coalesce((SELECT group_concat(coalesce(m.file_name, o.value), ', ') FROM json_each(?4) AS o LEFT JOIN {rows} AS m ON m.id = o.value), '')
FROM {set} AS s
WHERE s.pk = ?1 AND EXISTS( -- The files of the set first: there are ten of them, and of what is staged perhaps thousands.
  SELECT 1 FROM {rows} AS m CROSS JOIN staged AS t ON t.resource = ?2 AND t.pk = m.pk AND t.field = 'position' WHERE m.parent = s.pk)
