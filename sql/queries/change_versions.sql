-- Changes versions that are there; what is not said of one stays.
UPDATE versions SET {sets}
FROM (SELECT value AS said FROM json_each({versions})) AS wanted
WHERE versions.pk = json_extract(said, '$.pk');
