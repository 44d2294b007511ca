-- Applies client_patterns to the mirrored apps. A pattern beats an account, and the longer pattern the shorter.
DELETE FROM client_apps;
INSERT INTO client_apps(app, client)
SELECT app, client FROM (
  SELECT a.pk AS app, p.client, row_number() OVER (PARTITION BY a.pk ORDER BY p.pattern IS NULL, length(p.pattern) DESC, p.client) AS place
  FROM apps_mirror AS a
  JOIN client_patterns AS p ON (p.account = a.account AND p.pattern IS NULL) OR a.bundle_id GLOB p.pattern OR a.id = p.pattern
) WHERE place = 1
