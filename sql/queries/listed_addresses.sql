-- Every address that the drafts' listings name, once, as they will be after the push. ?1: the rows of the apps, as JSON.
SELECT DISTINCT url FROM (
  SELECT app_pk, support_url AS url FROM draft_listings
  UNION ALL SELECT app_pk, marketing_url FROM draft_listings
  UNION ALL SELECT app_pk, privacy_policy_url FROM draft_listings
)
WHERE url LIKE 'http%' AND app_pk IN (SELECT value FROM json_each(?1))
ORDER BY url
