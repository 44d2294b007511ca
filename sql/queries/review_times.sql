-- Per account: the median and the worst of what its last reviews took (?1: how many of them), in seconds. The median of
-- an even number is the later of the two in the middle.
WITH last AS (
  SELECT *, row_number() OVER (PARTITION BY account ORDER BY waiting_at DESC) AS age FROM review_times WHERE waited IS NOT NULL
), waits AS (
  SELECT account, waited, row_number() OVER (PARTITION BY account ORDER BY waited) AS place, count(*) OVER (PARTITION BY account) AS total
  FROM last WHERE age <= ?1
), reviews AS (
  SELECT account, reviewed, row_number() OVER (PARTITION BY account ORDER BY reviewed) AS place, count(*) OVER (PARTITION BY account) AS total
  FROM last WHERE age <= ?1 AND reviewed IS NOT NULL
)
SELECT accounts.name AS account,
  (SELECT count(*) FROM waits WHERE account = accounts.name) AS reviews,
  (SELECT waited FROM waits WHERE account = accounts.name AND place = total / 2 + 1) AS waited_median,
  (SELECT max(waited) FROM waits WHERE account = accounts.name) AS waited_worst,
  (SELECT reviewed FROM reviews WHERE account = accounts.name AND place = total / 2 + 1) AS reviewed_median,
  (SELECT max(reviewed) FROM reviews WHERE account = accounts.name) AS reviewed_worst,
  (SELECT count(*) FROM versions WHERE account = accounts.name AND state IN ('WAITING_FOR_REVIEW', 'IN_REVIEW')) AS in_review_now
FROM accounts ORDER BY accounts.name
