-- The app infos of one app, the one that can be edited first.
SELECT id, state, primary_category, primary_subcategory_one, primary_subcategory_two,
  secondary_category, secondary_subcategory_one, secondary_subcategory_two, editable, staged
FROM app_infos WHERE account = ?1 AND app_id = ?2 ORDER BY editable DESC, pk DESC
