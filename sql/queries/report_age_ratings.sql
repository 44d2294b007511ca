-- The age rating declarations of some apps (?1: their accounts and ids as JSON), with every question.
SELECT * FROM age_ratings WHERE (account, app_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1)) ORDER BY pk
