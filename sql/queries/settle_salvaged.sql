-- What holds in every file of ours, made to hold in one that was put together from remains: there is one open changeset,
-- every changeset that something names exists, bits are those of this program, and `dirty` follows from `staged`.
INSERT OR IGNORE INTO changesets(pk, status) SELECT DISTINCT changeset, 'partial' FROM steps;
INSERT INTO changesets(pk) SELECT 1 + (SELECT coalesce(max(pk), 0) FROM changesets)
WHERE NOT EXISTS(SELECT 1 FROM changesets WHERE status = 'open');
UPDATE staged SET changeset = (SELECT pk FROM changesets WHERE status = 'open')
WHERE changeset NOT IN (SELECT pk FROM changesets);
INSERT OR IGNORE INTO accounts(pk, name) SELECT DISTINCT account, 'lost ' || account
FROM (SELECT account FROM steps UNION SELECT account FROM apps_mirror);
UPDATE staged SET bit = (SELECT f.bit FROM fields AS f WHERE f.code = staged.resource AND f.name = staged.field)
WHERE EXISTS(SELECT 1 FROM fields AS f WHERE f.code = staged.resource AND f.name = staged.field);
INSERT INTO dirty(resource, pk, mask) SELECT resource, pk, sum(1 << bit) FROM staged GROUP BY resource, pk;
