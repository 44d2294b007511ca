-- Makes versions from a JSON array of objects of columns; those with a row are there already.
INSERT INTO versions(app_id, platform, version_string{columns})
SELECT json_extract(value, '$.app_id'), json_extract(value, '$.platform'), json_extract(value, '$.version_string'){values}
FROM json_each({versions}) WHERE json_extract(value, '$.pk') IS NULL;
