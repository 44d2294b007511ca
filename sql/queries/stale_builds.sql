-- Account, row and app of what has a version in preparation, of these apps (?1, rows as JSON).
SELECT DISTINCT accounts.pk, drafts.app_pk, drafts.app_pk FROM drafts JOIN accounts ON accounts.name = drafts.account
WHERE drafts.app_pk IN (SELECT value FROM json_each(?1));
