-- Account, row and app of live versions whose phased release has moved on since it was read, of these apps (?1, rows as
-- JSON): it begins with the release, and ends after seven days that were not paused.
SELECT DISTINCT v.account, v.parent, v.parent
FROM versions_mirror AS v JOIN phased_releases_mirror AS p ON p.parent = v.pk AND p.gone_at IS NULL AND p.id NOT GLOB '~*'
WHERE v.parent IN (SELECT value FROM json_each(?1)) AND v.gone_at IS NULL AND v.state = 'READY_FOR_DISTRIBUTION' AND p.state <> 'COMPLETE'
  AND (p.start_date IS NULL OR (p.state = 'ACTIVE' AND julianday(p.start_date) + 7 + coalesce(p.total_pause_duration, 0) < julianday('now')));
