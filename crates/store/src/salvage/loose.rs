//! What hangs from a row that nobody knows any more. Numbers of rows are given again: a staged value that only its lost
//! row's number leads to would go out to whichever row the next sync gives that number.

use rusqlite::Connection;

use crate::StoreError;

/// Drops what is staged for, created below, seen of or acknowledged for a lost row; returns how many staged values.
pub(super) fn drop_loose(connection: &Connection) -> Result<usize, StoreError> {
    let resources: Vec<(i64, String)> = connection
        .prepare(
            "SELECT code, name || '_mirror' FROM resources AS r WHERE EXISTS(SELECT 1 FROM sqlite_schema WHERE name = r.name || '_mirror')",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    while drop_created(connection, &resources)? > 0 {}
    let mut loose = 0;
    for (code, table) in &resources {
        let is_lost = format!("resource = {code} AND NOT EXISTS(SELECT 1 FROM {table} AS m WHERE m.pk =");
        loose += connection.execute(&format!("DELETE FROM staged WHERE {is_lost} staged.pk)"), [])?;
        connection.execute(&format!("DELETE FROM state_history WHERE {is_lost} state_history.row)"), [])?;
        // What was sent stays on record, by its path; an undo finds no row for it.
        connection.execute(&format!("UPDATE steps SET pk = 0 WHERE {is_lost} steps.pk)"), [])?;
    }
    connection.execute_batch(include_str!("../../../../sql/queries/forget_lost_apps.sql"))?;
    Ok(loose)
}

/// Drops created rows that no staged `+` vouches for, or whose parent is lost; those below them are dropped in the next round.
fn drop_created(connection: &Connection, resources: &[(i64, String)]) -> Result<usize, StoreError> {
    let mut dropped = 0;
    for (code, table) in resources {
        let parent: Option<String> =
            connection
                .query_row("SELECT max(\"table\") FROM pragma_foreign_key_list(?1) WHERE \"from\" = 'parent'", [table], |row| row.get(0))?;
        let has_lost_parent =
            parent.map_or_else(String::new, |parent| format!(" OR NOT EXISTS(SELECT 1 FROM {parent} AS p WHERE p.pk = {table}.parent)"));
        dropped += connection.execute(
            &format!(
                "DELETE FROM {table} WHERE id GLOB '~*'
                   AND (NOT EXISTS(SELECT 1 FROM staged WHERE resource = {code} AND staged.pk = {table}.pk AND field = '+'){has_lost_parent})"
            ),
            [],
        )?;
    }
    Ok(dropped)
}
