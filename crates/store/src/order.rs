//! The order of the rows below a row, such as the screenshots of a set: what it is to be, from places asked for one by one.
//!
//! Apple takes the whole order at once, people say "this one first". A row that was given a place gets it, the others keep
//! their order around it, and what is new comes last.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::json;

use crate::catalog::{ancestor_joins, catalog};
use crate::{StagedField, Store, StoreError, Value};

/// What the order of the rows below a row is called where fields are named: no column, but all of their `position`s.
pub const ORDER: &str = "order";

/// The order of the files of a set, as people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortedSet {
    /// `screenshot_sets` or `preview_sets`.
    pub resource: String,
    /// Row of the set in its mirror table.
    pub pk: i64,
    /// Name of the account.
    pub account: String,
    /// Whom the app belongs to.
    pub client: Option<String>,
    /// Apple's id of the app.
    pub app_id: String,
    /// Name of the app.
    pub app: String,
    /// Platform of the version.
    pub platform: Option<String>,
    /// Version string.
    pub version: Option<String>,
    /// Locale.
    pub locale: Option<String>,
    /// Names of its files, in the order that Apple has.
    pub base: String,
    /// Names of its files, in the order that is staged.
    pub value: String,
}

impl Store {
    /// Sets whose order is staged, and not only what comes and goes.
    pub fn sorted_sets(&self) -> Result<Vec<SortedSet>, StoreError> {
        let mut found = Vec::new();
        for order in staged_orders(&self.connection)? {
            let set = catalog().resource_of_code(order.resource);
            let files = set.and_then(|set| catalog().resources.iter().find(|file| file.is_ordered && file.is_below(set)));
            let (Some(set), Some(files)) = (set, files) else { continue };
            let sql = include_str!("../../../sql/queries/sorted_set.sql").replace("{set}", &set.name).replace("{rows}", &files.table());
            let mut statement = self.connection.prepare_cached(&sql)?;
            let row = statement.query_row(params![order.pk, files.code, order.base, order.value], |row| {
                Ok(SortedSet {
                    resource: set.name.clone(),
                    pk: order.pk,
                    account: row.get(0)?,
                    client: row.get(1)?,
                    app_id: row.get(2)?,
                    app: row.get(3)?,
                    platform: row.get(4)?,
                    version: row.get(5)?,
                    locale: row.get(6)?,
                    base: row.get(7)?,
                    value: row.get(8)?,
                })
            });
            found.extend(row.optional()?);
        }
        Ok(found)
    }
}

/// A row below, in the order in which rows come that were given no place.
#[derive(Debug)]
struct Below {
    id: String,
    is_new: bool,
    is_going: bool,
    asked_for: Option<i64>,
}

/// What stands for the order of the rows below a row, as the text of a JSON array of ids: that of the mirror, and the one
/// that is wanted. Only of rows below which something is to come, to go or to move, and of those that are to go themselves.
pub(crate) fn staged_orders(connection: &Connection) -> Result<Vec<StagedField>, StoreError> {
    let mut found = Vec::new();
    for resource in catalog().editable().filter(|resource| resource.is_ordered) {
        let Some(set) = resource.parent.as_ref().and_then(|parent| catalog().resource(&parent.resource)) else { continue };
        let lineage = catalog().lineage(set);
        let sql = include_str!("../../../sql/queries/staged_orders.sql")
            .replace("{rows}", &resource.table())
            .replace("{code}", &resource.code.to_string())
            .replace("{set_code}", &set.code.to_string())
            .replace("{set}", &set.name)
            .replace("{above}", &lineage.get(1).map_or_else(|| set.name.clone(), |above| above.name.clone()))
            .replace("{joins}", &ancestor_joins(&lineage).collect::<Vec<_>>().join(" "));
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut sets: BTreeMap<(i64, i64), (StagedField, Vec<Below>)> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (pk, app): (i64, i64) = (row.get(0)?, row.get(3)?);
            let order = StagedField {
                resource: set.code,
                pk,
                id: row.get(1)?,
                account: row.get(2)?,
                app,
                parent_id: row.get(4)?,
                field: ORDER.into(),
                base: Value::Null,
                value: Value::Null,
                given: Vec::new(),
            };
            let below = Below { id: row.get(5)?, is_new: row.get(6)?, is_going: row.get(7)?, asked_for: row.get(8)? };
            sets.entry((app, pk)).or_insert_with(|| (order, Vec::new())).1.push(below);
        }
        found.extend(sets.into_values().map(|(order, rows)| {
            let there: Vec<&str> = rows.iter().filter(|row| !row.is_new).map(|row| row.id.as_str()).collect();
            let text = |ids: &[&str]| Value::Text(json!(ids).to_string());
            StagedField { base: text(&there), value: text(&wanted(&rows)), ..order }
        }));
    }
    Ok(found)
}

/// Every row that was given a place has it, or the next one that is free; the others fill the rest in their order.
fn wanted(rows: &[Below]) -> Vec<&str> {
    let staying: Vec<&Below> = rows.iter().filter(|row| !row.is_going).collect();
    let mut slots: Vec<Option<&str>> = vec![None; staying.len()];
    let place = |row: &Below| row.asked_for.and_then(|place| usize::try_from(place).ok());
    let (mut pinned, free): (Vec<&Below>, Vec<&Below>) = staying.into_iter().partition(|row| place(row).is_some());
    // Of two with the same place the new one goes first.
    pinned.sort_by_key(|row| (place(row), !row.is_new));
    let mut beyond = Vec::new();
    for row in pinned {
        let from = place(row).unwrap_or_default().min(slots.len());
        match slots[from..].iter_mut().find(|slot| slot.is_none()) {
            Some(slot) => *slot = Some(&row.id),
            None => beyond.push(row.id.as_str()),
        }
    }
    let mut rest = free.into_iter().map(|row| row.id.as_str()).chain(beyond);
    slots.into_iter().filter_map(|slot| slot.or_else(|| rest.next())).collect()
}

#[cfg(test)]
mod tests {
    use super::{Below, wanted};

    /// Rows such as `a`, `b@0` (asked for a place), `c-` (going) and `+d` (new).
    fn order(rows: &str) -> String {
        let row = |text: &str| {
            let (name, place) = text.split_once('@').map_or((text, None), |(name, place)| (name, place.parse().ok()));
            let id = name.trim_matches(['+', '-']).to_owned();
            Below { id, is_new: name.starts_with('+'), is_going: name.ends_with('-'), asked_for: place }
        };
        let rows: Vec<Below> = rows.split(' ').map(row).collect();
        wanted(&rows).join(" ")
    }

    #[test]
    fn what_was_given_a_place_has_it_and_the_others_keep_their_order() {
        assert_eq!(order("a b c"), "a b c");
        assert_eq!(order("a b c@0"), "c a b");
        assert_eq!(order("a@2 b c"), "b c a");
        assert_eq!(order("a@1 b@0 c"), "b a c");
        assert_eq!(order("a- b c +d +e"), "b c d e");
        assert_eq!(order("a- b c@1 +d@0"), "d c b");
        // Back where they were, among those that stayed.
        assert_eq!(order("a d +b@1 +c@2"), "a b c d");
        // The same place twice: the new one, then the other.
        assert_eq!(order("a@0 b +c@0"), "c a b");
        // Beyond the end is the end.
        assert_eq!(order("a@99 b +c"), "b c a");
        assert_eq!(order("a@1 b@1"), "b a");
    }
}
