-- Every field that the calls of a changeset (?1) set, and the rows that they create or delete.
SELECT r.name, s.pk, json_extract(f.value, '$.field')
FROM steps AS s JOIN resources AS r ON r.code = s.resource JOIN json_each(s.fields) AS f
WHERE s.changeset = ?1
UNION
SELECT r.name, s.pk, iif(s.method = 'POST', '+', '-')
FROM steps AS s JOIN resources AS r ON r.code = s.resource
WHERE s.changeset = ?1 AND s.method IN ('POST', 'DELETE')
