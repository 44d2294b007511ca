-- Names of all accounts, also of those without apps.
SELECT name FROM accounts ORDER BY name
