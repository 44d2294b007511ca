-- title: The copyright is of another year
-- why: It is what every listing shows, and a year that is over makes an app look abandoned.
-- level: warning
-- fix: fleet set 'copyright={year} {legal_name}' --app {bundle_id} --platform {platform} --where editable

-- Which year is to be replaced is sure only where there is exactly one, and it is none that a name ends with.
SELECT account, app_id, platform, version_string, 'versions' AS resource, id, 'copyright' AS field,
  'the copyright is not of this year' AS message,
  CASE WHEN copyright REGEXP '^\D*20[0-9]{2}\D*$' THEN
    substr(copyright, 1, instr(copyright, '20') - 1) || strftime('%Y', 'now') || substr(copyright, instr(copyright, '20') + 4)
  END AS proposed
FROM drafts
WHERE trim(copyright) <> '' AND instr(copyright, strftime('%Y', 'now')) = 0
