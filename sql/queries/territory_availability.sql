-- In which territories the apps that are meant are sold.
SELECT t.account, t.app_id, t.pk, t.territory, t.available, t.staged FROM availability AS t WHERE {apps} ORDER BY t.app_id, t.territory
