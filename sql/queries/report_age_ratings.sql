-- The age rating declarations of one app, with every question.
SELECT * FROM age_ratings WHERE account = ?1 AND app_id = ?2 ORDER BY pk
