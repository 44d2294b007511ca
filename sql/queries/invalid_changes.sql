-- Staged values that Apple would refuse for what the catalogue knows of the field.
SELECT c.resource, c.field, c.app, c.locale, length(c.value) AS length, f.max
FROM changes AS c JOIN fields AS f ON f.resource = c.resource AND f.name = c.field
WHERE c.changeset = (SELECT pk FROM changesets WHERE status = 'open') AND f.max IS NOT NULL AND length(c.value) > f.max
ORDER BY c.app, c.resource, c.field, c.locale
