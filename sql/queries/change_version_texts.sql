-- Changes the localizations of versions, which may have been made by the statement before; what is not said stays. Until a
-- push those of a version that gets another number are still listed under the one that Apple knows, so its id counts, too.
UPDATE version_localizations SET {sets}
FROM (SELECT value AS said FROM json_each({texts})) AS wanted
WHERE version_localizations.app_id = json_extract(said, '$.app_id') AND version_localizations.account = json_extract(said, '$.account')
  AND version_localizations.platform = json_extract(said, '$.platform')
  AND (version_localizations.version_string = json_extract(said, '$.version_string') OR version_localizations.version_id = json_extract(said, '$.version_id'))
  AND version_localizations.locale = json_extract(said, '$.locale');
