-- Fields of the open changeset that somebody changed at Apple since they were staged.
SELECT r.code, c.pk, c.field, coalesce(c.app, ''), c.resource, c.platform || ' ' || coalesce(c.version_string, ''), c.locale, c.base, c.value, c.current
FROM conflicts AS c JOIN resources AS r ON r.name = c.resource
WHERE c.changeset = (SELECT pk FROM changesets WHERE status = 'open')
ORDER BY c.account, c.app, c.version_string, c.resource, c.locale, c.field
