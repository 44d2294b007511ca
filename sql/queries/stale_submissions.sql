-- Account, row and app of what has a submission that can be handed in, of these apps (?1, rows as JSON): what is in it the
-- states do not tell.
SELECT DISTINCT s.account, s.parent, s.parent FROM submissions_mirror AS s
WHERE s.parent IN (SELECT value FROM json_each(?1)) AND s.gone_at IS NULL AND s.id NOT GLOB '~*'
  AND s.state IN ('READY_FOR_REVIEW', 'UNRESOLVED_ISSUES');
