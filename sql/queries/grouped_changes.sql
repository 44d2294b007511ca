-- The open changeset, equal changes of a field grouped over the fleet, the largest groups first.
SELECT resource, field, base, value, count(*) AS rows, count(DISTINCT app_id) AS apps, count(DISTINCT account) AS accounts,
  min(app) AS first_app, sum(base IS NOT current AND field NOT IN ('+', '-')) AS conflicts
FROM changes WHERE changeset = (SELECT pk FROM changesets WHERE status = 'open')
GROUP BY resource, field, base, value ORDER BY resource, field, apps DESC, rows DESC, value
