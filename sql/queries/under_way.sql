-- What Apple is at work on after its answer, of these apps and platforms (?1, rows and names as a JSON array of pairs):
-- account and row of each submission that is being cancelled or completed, and of each version that is on its way to the
-- store, or that was handed in and does not say so yet.
WITH wanted(app, platform) AS (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?1))
SELECT s.account, s.pk FROM wanted JOIN submissions_mirror AS s ON s.parent = wanted.app AND s.platform IS wanted.platform
WHERE s.gone_at IS NULL AND s.state IN ('CANCELING', 'COMPLETING')
UNION
SELECT v.account, -v.pk FROM wanted JOIN versions_mirror AS v ON v.parent = wanted.app AND v.platform IS wanted.platform
WHERE v.gone_at IS NULL
  AND (v.state IN ('ACCEPTED', 'PROCESSING_FOR_DISTRIBUTION')
    OR (v.state = 'READY_FOR_REVIEW' AND EXISTS(
      SELECT 1 FROM submissions_mirror AS s
      WHERE s.parent = v.parent AND s.version = v.id AND s.gone_at IS NULL AND s.state IN ('WAITING_FOR_REVIEW', 'IN_REVIEW'))));
