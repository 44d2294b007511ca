//! A fresh file around the rows that were found.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::loose::drop_loose;
use super::page::{Pages, number};
use super::tree::{Record, Trees};
use super::{OURS, SavedTable};
use crate::open::APPLICATION_ID;
use crate::{Store, StoreError, schema};

/// What the fresh file has already, or what is made from the rest.
const MADE_ANEW: &[&str] = &["meta", "mirror_guard", "resources", "fields", "enum_values", "dirty", "check_findings", "app_readiness"];
/// What would keep a sync from reading again what is lost.
const BOOKS: &[&str] = &["sync_scopes", "sync_run_accounts"];

/// A table of the damaged file.
#[derive(Default)]
struct Found {
    rows: Vec<Record>,
    holes: usize,
    /// Its columns as they lie in a record.
    columns: Vec<Column>,
    /// The most entries that an index over all its rows has.
    indexed: usize,
    /// What the index of Apple's ids knows of each row: id, account, rowid.
    identities: Vec<(Value, Value, i64)>,
    /// What each row hangs from.
    parents: HashMap<i64, Value>,
}

#[derive(Clone)]
struct Column {
    name: String,
    is_rowid: bool,
    is_generated: bool,
}

/// Makes `fresh` from what can be read of `copy`; errors name `path`.
pub(super) fn rebuild(copy: &Path, path: &Path, fresh: &Path) -> Result<(Vec<SavedTable>, usize), StoreError> {
    let created = |source| StoreError::Create { path: path.into(), source };
    let pages = Pages::open(copy, &super::beside(copy, "-wal")).map_err(created)?;
    refuse_newer(&pages, path)?;
    let mut found = read(&pages)?;
    if found.is_empty() {
        return Err(StoreError::Foreign(path.into()));
    }
    drop(Store::open(fresh)?);
    let connection = Connection::open(fresh)?;
    connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; BEGIN;")?;
    let triggers: Vec<(String, String)> = {
        let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?
    };
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    let is_mirror_whole =
        !found.iter().any(|(name, table)| name.ends_with("_mirror") && (table.holes > 0 || table.rows.len() < table.indexed));
    let mut names: Vec<String> = found.keys().filter(|name| !MADE_ANEW.contains(&name.as_str())).cloned().collect();
    names.sort_by_key(|name| (OURS.iter().position(|ours| ours == name).unwrap_or(OURS.len()), name.clone()));
    let mut saved = Vec::new();
    for name in names.iter().filter(|name| is_mirror_whole || !BOOKS.contains(&name.as_str())) {
        let table = found.remove(name).unwrap_or_default();
        let rows = fill(&connection, name, &table)?;
        let lost = table.indexed.saturating_sub(rows);
        if rows > 0 || lost > 0 || table.holes > 0 {
            saved.push(SavedTable { name: name.clone(), is_ours: OURS.contains(&name.as_str()), saved: rows, lost, holes: table.holes });
        }
    }
    let loose = drop_loose(&connection)?;
    if let Some(staged) = saved.iter_mut().find(|table| table.name == "staged") {
        staged.saved -= loose;
        staged.lost += loose;
    }
    connection.execute_batch(include_str!("../../../../sql/queries/settle_salvaged.sql"))?;
    for (_, sql) in &triggers {
        connection.execute_batch(sql)?;
    }
    connection.execute_batch("COMMIT")?;
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Unsound(verdict));
    }
    Ok((saved, pages.damaged_frames))
}

/// A header that is ours and tells of a newer program is believed.
fn refuse_newer(pages: &Pages, path: &Path) -> Result<(), StoreError> {
    let Some(header) = pages.read(1) else { return Ok(()) };
    let version = i64::from(number(&header[60..64]));
    if header.starts_with(b"SQLite format 3\0") && i64::from(number(&header[68..72])) == APPLICATION_ID && version > schema::version() {
        return Err(StoreError::Newer { path: path.into(), found: version, known: schema::version() });
    }
    Ok(())
}

/// All tables with their rows, by name.
fn read(pages: &Pages) -> Result<HashMap<String, Found>, StoreError> {
    let mut trees = Trees { pages, visited: HashSet::new() };
    let (mut objects, holes) = trees.rows(1);
    trees.skip_free();
    if holes > 0 {
        // The catalogue's own pages are rows like any other.
        let visited = trees.visited.clone();
        objects.extend(trees.orphans().into_iter().flatten().filter(is_object));
        trees.visited = visited;
    }
    let known = Connection::open_in_memory()?;
    schema::create(&known)?;
    let mut found: HashMap<String, Found> = HashMap::new();
    for object in objects.iter().filter(|object| is_object(object)) {
        let [Value::Text(kind), Value::Text(_), Value::Text(table), Value::Integer(root), sql] = object.values.as_slice() else { continue };
        let Ok(root) = u32::try_from(*root) else { continue };
        let Some(columns) = columns(&known, table)? else { continue };
        let entry = found.entry(table.clone()).or_insert_with(|| Found { columns, ..Found::default() });
        match kind.as_str() {
            "table" => {
                if let Value::Text(sql) = sql
                    && let Some(columns) = declared(sql, table)
                {
                    entry.columns = columns;
                }
                let (rows, holes) = trees.rows(root);
                entry.rows.extend(rows);
                entry.holes += holes;
            }
            "index" if !matches!(sql, Value::Text(sql) if sql.contains(" WHERE ")) => {
                let (keys, _) = trees.rows(root);
                entry.indexed = entry.indexed.max(keys.len());
                if let (true, Value::Text(sql)) = (table.ends_with("_mirror"), sql) {
                    entry.remember(keys, sql);
                }
            }
            _ => {}
        }
    }
    adopt(&mut trees, &known, &mut found)?;
    Ok(found)
}

impl Found {
    /// Takes what an index of the mirror knows of rows whose pages may be lost.
    fn remember(&mut self, keys: Vec<Record>, sql: &str) {
        for key in keys {
            match <[Value; 3]>::try_from(key.values) {
                Ok([id, account, Value::Integer(rowid)]) if sql.contains("(id, account)") => self.identities.push((id, account, rowid)),
                Err(values) if sql.contains("(parent)") => {
                    if let [parent, Value::Integer(rowid)] = values.as_slice() {
                        self.parents.insert(*rowid, parent.clone());
                    }
                }
                _ => {}
            }
        }
    }
}

/// Gives the pages that no tree leads to any more to the one table that they fit, if that has holes.
fn adopt(trees: &mut Trees<'_>, known: &Connection, found: &mut HashMap<String, Found>) -> Result<(), StoreError> {
    for name in OURS.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>() {
        if let (false, Some(columns)) = (found.contains_key(&name), columns(known, &name)?) {
            found.insert(name, Found { columns, holes: 1, ..Found::default() });
        }
    }
    if found.values().all(|table| table.holes == 0) {
        return Ok(());
    }
    for page in trees.orphans() {
        let fits = |table: &Found| {
            page.iter().all(|row| {
                row.values.len() == table.columns.len() && row.rowid.is_some() == table.columns.iter().any(|column| column.is_rowid)
            })
        };
        let mut takers = found.iter_mut().filter(|(_, table)| table.holes > 0 && fits(table));
        if let (Some((_, table)), None) = (takers.next(), takers.next()) {
            table.rows.extend(page);
        }
    }
    found.retain(|_, table| !table.rows.is_empty() || table.indexed > 0 || table.holes > 1);
    Ok(())
}

fn is_object(record: &Record) -> bool {
    let kinds = ["table", "index", "view", "trigger"];
    record.values.len() == 5 && matches!(&record.values[0], Value::Text(kind) if kinds.contains(&kind.as_str()))
}

/// The columns of a table as its own file declares them.
fn declared(sql: &str, table: &str) -> Option<Vec<Column>> {
    let scratch = Connection::open_in_memory().ok()?;
    // Whatever else somebody wrote into the file is not run.
    scratch.execute(Some(sql).filter(|sql| sql.starts_with("CREATE TABLE "))?, []).ok()?;
    columns(&scratch, table).ok()?
}

/// The columns in the order of a record: the key first where there is no rowid. `None` where there is no such table.
fn columns(connection: &Connection, table: &str) -> Result<Option<Vec<Column>>, StoreError> {
    let has_rowid: Option<bool> =
        connection.query_row("SELECT max(wr = 0) FROM pragma_table_list(?1) WHERE type = 'table'", [table], |row| row.get(0))?;
    let Some(has_rowid) = has_rowid else { return Ok(None) };
    // Generated columns that are not stored (hidden = 2) are in no record.
    let sql = if has_rowid {
        "SELECT name, pk, type, hidden FROM pragma_table_xinfo(?1) WHERE hidden <> 2 ORDER BY cid"
    } else {
        "SELECT name, pk, type, hidden FROM pragma_table_xinfo(?1) WHERE hidden <> 2 ORDER BY pk = 0, pk, cid"
    };
    let mut statement = connection.prepare(sql)?;
    let columns = statement.query_map([table], |row| {
        let is_rowid = has_rowid && row.get::<_, i64>(1)? == 1 && row.get::<_, String>(2)? == "INTEGER";
        Ok(Column { name: row.get(0)?, is_rowid, is_generated: row.get::<_, i64>(3)? > 0 })
    })?;
    Ok(Some(columns.collect::<Result<_, _>>()?))
}

/// Puts rows into the fresh table, by the names of the columns that both have; returns how many are in it.
fn fill(connection: &Connection, name: &str, table: &Found) -> Result<usize, StoreError> {
    let Some(there) = columns(connection, name)? else { return Ok(0) };
    let shared: Vec<(usize, &Column)> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !column.is_generated && there.iter().any(|other| other.name == column.name && !other.is_generated))
        .collect();
    // The first changeset comes with a fresh file.
    connection.execute_batch(&format!("DELETE FROM {name}"))?;
    let names = shared.iter().map(|(_, column)| column.name.as_str()).collect::<Vec<_>>().join(", ");
    let places = vec!["?"; shared.len()].join(", ");
    let mut insert = connection.prepare(&format!("INSERT OR IGNORE INTO {name}({names}) VALUES({places})"))?;
    let mut saved = 0;
    for row in table.rows.iter().filter(|row| row.values.len() == table.columns.len()) {
        let values = shared.iter().map(|(place, column)| match row.rowid {
            Some(rowid) if column.is_rowid => Value::Integer(rowid),
            _ => row.values[*place].clone(),
        });
        // Garbage that looks like a row is refused by the types of the table, and is lost.
        saved += insert.execute(params_from_iter(values)).unwrap_or_default();
    }
    // Which rows the lost ones were, so that what is staged on them finds them; the next sync reads what else they had.
    let has_parent = table.columns.iter().any(|column| column.name == "parent");
    for (id, account, rowid) in &table.identities {
        let row = [Value::Integer(*rowid), account.clone(), id.clone(), table.parents.get(rowid).cloned().unwrap_or(Value::Null)];
        let sql = if has_parent {
            format!("INSERT OR IGNORE INTO {name}(pk, account, id, parent) VALUES(?1, ?2, ?3, ?4)")
        } else {
            format!("INSERT OR IGNORE INTO {name}(pk, account, id) VALUES(?1, ?2, ?3)")
        };
        let count = if has_parent { 4 } else { 3 };
        drop(connection.execute(&sql, params_from_iter(&row[..count])));
    }
    Ok(saved)
}
