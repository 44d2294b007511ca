-- The app infos of some apps (?1: their accounts and ids as JSON), the one that can be edited first.
SELECT account, app_id, id, state, primary_category, primary_subcategory_one, primary_subcategory_two,
  secondary_category, secondary_subcategory_one, secondary_subcategory_two, editable, staged
FROM app_infos WHERE (account, app_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1)) ORDER BY editable DESC, pk DESC
