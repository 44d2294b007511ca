-- An undo of which nothing is left is none: what is staged next has another reason.
UPDATE changesets SET title = iif(title = 'undo of ' || undo_of, NULL, title), undo_of = NULL
WHERE status = 'open' AND undo_of IS NOT NULL AND NOT EXISTS (SELECT 1 FROM staged WHERE changeset = changesets.pk);
