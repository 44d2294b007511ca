-- The open changeset, if nothing is staged in it, loses a name that begins like this.
UPDATE changesets SET title = NULL
WHERE status = 'open' AND substr(title, 1, length(?1)) = ?1 AND NOT EXISTS(SELECT 1 FROM staged WHERE changeset = changesets.pk)
