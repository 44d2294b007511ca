-- Applies the tags and variables of clients and of app_settings to the mirrored apps. All tags hold; of variables the
-- longest pattern wins, and any pattern over the client.
DELETE FROM app_tags;
INSERT INTO app_tags(app, tag)
SELECT ca.app, tag.value FROM client_apps AS ca JOIN clients AS c ON c.pk = ca.client, json_each(c.tags) AS tag
UNION
SELECT a.pk, tag.value FROM apps_mirror AS a JOIN app_settings AS s ON a.bundle_id GLOB s.pattern OR a.id = s.pattern, json_each(s.tags) AS tag;

DELETE FROM app_variables;
INSERT INTO app_variables(app, name, value)
SELECT app, name, value FROM (
  SELECT app, name, value, row_number() OVER (PARTITION BY app, name ORDER BY pattern IS NULL, length(pattern) DESC, pattern) AS place
  FROM (
    SELECT ca.app, variable.key AS name, variable.value AS value, NULL AS pattern
    FROM client_apps AS ca JOIN clients AS c ON c.pk = ca.client, json_each(c.variables) AS variable
    UNION ALL
    SELECT a.pk, variable.key, variable.value, s.pattern
    FROM apps_mirror AS a JOIN app_settings AS s ON a.bundle_id GLOB s.pattern OR a.id = s.pattern, json_each(s.variables) AS variable
  )
) WHERE place = 1
