-- Changes of state after a line of the history (?1), oldest first.
SELECT * FROM transitions WHERE pk > ?1 ORDER BY pk
