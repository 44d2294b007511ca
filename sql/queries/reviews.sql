-- What customers wrote of the apps that are meant, the newest first. The condition says which of it is meant.
SELECT r.pk, r.created_date, r.app, r.account, r.rating, r.territory, r.reviewer_nickname, r.title, r.body, r.response_body,
  r.response_state, r.response_date, r.staged, r.app_id, r.id{more}
FROM (SELECT * FROM customer_reviews) AS r
WHERE {apps} AND {condition}
ORDER BY unixepoch(r.created_date) DESC, r.pk DESC
