-- What is staged in the open changeset, with where it belongs: food for the rules that a push must keep.
SELECT resource, field, value, pk, account, app_id, app, platform, version_string, locale
FROM changes WHERE changeset = (SELECT pk FROM changesets WHERE status = 'open')
ORDER BY account, app, app_id, platform, version_string, resource, locale, pk, field
