-- What is known of apps by a number that no app has any more: the next app would get it.
DELETE FROM acknowledgements WHERE app NOT IN (SELECT pk FROM apps_mirror);
DELETE FROM client_apps WHERE app NOT IN (SELECT pk FROM apps_mirror);
DELETE FROM app_tags WHERE app NOT IN (SELECT pk FROM apps_mirror);
DELETE FROM app_variables WHERE app NOT IN (SELECT pk FROM apps_mirror);
UPDATE steps SET app = 0 WHERE app NOT IN (SELECT pk FROM apps_mirror);
