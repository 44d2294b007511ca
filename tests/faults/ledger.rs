//! What was staged, and what became of it: each value is at Apple once, still staged, or reported with its reason.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use super::totals::Totals;
use crate::support::TestFleet;

/// What the catalogue says of a field.
pub(crate) struct Field {
    pub(crate) attribute: String,
    pub(crate) kind: String,
}

/// A value that was staged.
pub(crate) struct Staged {
    pub(crate) resource: String,
    pub(crate) pk: u64,
    /// As it was when it was staged: one of our own (`~…`) for what is to be made.
    pub(crate) id: String,
    pub(crate) field: String,
    pub(crate) value: Value,
    /// Whether something else was staged in its place later.
    is_old: bool,
}

/// Everything that was staged in a round, and what somebody else did meanwhile.
pub(crate) struct Ledger {
    /// By resource and name.
    pub(crate) fields: HashMap<(String, String), Field>,
    /// JSON:API types by resource.
    pub(crate) kinds: HashMap<String, String>,
    pub(crate) staged: Vec<Staged>,
    /// Rows that somebody else has changed, by type and id.
    pub(crate) touched: BTreeSet<(String, String)>,
}

impl Ledger {
    pub(crate) fn new(fleet: &TestFleet) -> Self {
        let field = |row: &Value| {
            ((text(&row["resource"]), text(&row["name"])), Field { attribute: text(&row["attribute"]), kind: text(&row["kind"]) })
        };
        let fields = fleet.rows("SELECT resource, name, attribute, kind FROM fields").iter().map(field).collect();
        let kinds = fleet.rows("SELECT name, type FROM resources").iter().map(|row| (text(&row["name"]), text(&row["type"]))).collect();
        Self { fields, kinds, staged: Vec::new(), touched: BTreeSet::new() }
    }

    /// Notes down what is staged now; returns how much that is. The newer wish wins.
    pub(crate) fn note(&mut self, fleet: &TestFleet) -> usize {
        let rows = fleet.rows("SELECT resource, pk, id, field, value FROM changes ORDER BY at");
        let key = |row: &Value| (text(&row["resource"]), row["pk"].as_u64().unwrap(), text(&row["field"]));
        let now: HashSet<_> = rows.iter().map(key).collect();
        for old in &mut self.staged {
            old.is_old |= now.contains(&(old.resource.clone(), old.pk, old.field.clone()));
        }
        self.staged.extend(rows.iter().map(|row| {
            let (resource, pk, field) = key(row);
            Staged { resource, pk, id: text(&row["id"]), field, value: row["value"].clone(), is_old: false }
        }));
        rows.len()
    }

    /// The JSON:API type of a resource.
    pub(crate) fn kind(&self, resource: &str) -> &str {
        &self.kinds[resource]
    }

    /// Everything that was staged has become something that somebody was told of.
    pub(crate) fn assert_kept(&self, fleet: &TestFleet, totals: &mut Totals) {
        let key = |row: &Value| (text(&row["resource"]), row["pk"].as_u64().unwrap());
        let left: HashSet<_> =
            fleet.rows("SELECT resource, pk, field FROM changes").iter().map(|row| (key(row), text(&row["field"]))).collect();
        let told = fleet.rows("SELECT r.name AS resource, s.pk, s.status, s.note FROM steps AS s JOIN resources AS r ON r.code = s.resource WHERE s.status IN ('conflict', 'failed')");
        let told: HashMap<_, _> = told.iter().map(|row| (key(row), (text(&row["status"]), row["note"].clone()))).collect();
        let rows = self.rows(fleet);
        let mut newer = HashSet::new();
        for staged in self.staged.iter().rev().filter(|staged| !staged.is_old) {
            let Staged { resource, pk, id, field, value, .. } = staged;
            let place = (resource.clone(), *pk);
            let row = rows.now(resource, *pk);
            let now = row.map(|row| (row.id.as_str(), row.is_gone));
            // A row that has got another number on its way may have been staged again under that.
            if !newer.insert((resource, now.map_or(id.as_str(), |(id, _)| id), field)) {
                continue;
            }
            let what = format!("{resource} {id} (row {pk}, now {now:?}) {field} = {value}");
            let is_touched = [Some(id.as_str()), now.map(|(id, _)| id)]
                .iter()
                .flatten()
                .any(|id| self.touched.contains(&(self.kind(resource).to_owned(), (*id).to_owned())));
            let fate = if self.is_there(fleet, staged, now) {
                "at Apple"
            } else if left.contains(&(place.clone(), field.clone())) || left.contains(&(place.clone(), "+".to_owned())) {
                match told.get(&place).map(|(status, _)| status.as_str()) {
                    Some("conflict") => "in conflict",
                    Some(_) => "refused",
                    None => "still staged",
                }
            } else if let Some((status, note)) = told.get(&place) {
                assert!(note.as_str().is_some_and(|note| !note.is_empty()), "{what} is {status}, and nobody says why");
                if status == "conflict" { "in conflict" } else { "refused" }
            } else if row.is_some_and(|row| rows.is_orphan(resource, row)) {
                "gone with what it hung from"
            } else if is_touched {
                "changed by somebody else since"
            } else {
                panic!("lost: {what}; Apple has {:?}", now.map(|(id, _)| fleet.sim().resource(self.kind(resource), id)));
            };
            *totals.fates.entry(fate).or_default() += 1;
        }
    }

    /// Whether Apple has it.
    fn is_there(&self, fleet: &TestFleet, staged: &Staged, now: Option<(&str, bool)>) -> bool {
        let Staged { resource, field, value, .. } = staged;
        let Some((id, _)) = now else { return false };
        let remote = fleet.sim().resource(self.kind(resource), id);
        if field == "-" {
            return remote.is_none();
        }
        let Some(remote) = remote else { return false };
        match (resource.as_str(), field.as_str()) {
            // The order of a set changes with every picture that comes and goes.
            (_, "+") | ("screenshots", "position") => true,
            // Prices are sent as a whole and come back as rows of their own.
            ("price_schedules", _) => is_priced(fleet, id, field, value),
            ("submissions", "submitted") => remote["attributes"]["state"] != "READY_FOR_REVIEW",
            ("screenshots", "file_size") => remote["attributes"]["fileSize"] == *value,
            _ => {
                let Field { attribute, kind } = &self.fields[&(resource.clone(), field.clone())];
                let found = if kind.starts_with("rel:") {
                    remote["relationships"][attribute]["data"]["id"].clone()
                } else {
                    attribute.split('.').fold(remote["attributes"].clone(), |value, name| value[name].clone())
                };
                let found = found.as_bool().map_or(found, |yes| json!(u8::from(yes)));
                let is_own = value.as_str().is_some_and(|value| value.starts_with('~'));
                found == *value || (is_own && !found.is_null())
            }
        }
    }

    /// Every row of the resources that were staged and of those above them.
    fn rows(&self, fleet: &TestFleet) -> Rows {
        let mut resources: BTreeSet<&str> = self.staged.iter().map(|staged| staged.resource.as_str()).collect();
        for (resource, above, _) in FAMILY {
            if resources.contains(resource) {
                resources.insert(above);
            }
        }
        let select = |resource: &&str| {
            let known = FAMILY.iter().find(|(name, ..)| name == resource);
            let (parent, name) = known.map_or(("0", "''"), |(_, _, name)| ("parent", name));
            format!(
                "SELECT '{resource}' AS resource, pk, id, gone_at IS NOT NULL AS gone, {parent} AS parent, {name} AS name FROM {resource}_mirror"
            )
        };
        let selects: Vec<String> = resources.iter().map(select).collect();
        let mut rows = Rows::default();
        if selects.is_empty() {
            return rows;
        }
        for row in fleet.rows(&selects.join(" UNION ALL ")) {
            let key = (text(&row["resource"]), row["pk"].as_u64().unwrap());
            let (parent, name) = (row["parent"].as_u64().unwrap(), row["name"].as_str().unwrap_or_default().to_owned());
            rows.0.insert(key, Row { id: text(&row["id"]), is_gone: row["gone"] == 1, parent, name });
        }
        rows
    }
}

/// Resources, what their rows hang from, and SQL for what tells a row from the others there; from below.
const FAMILY: [(&str, &str, &str); 8] = [
    ("screenshots", "screenshot_sets", "checksum"),
    ("screenshot_sets", "version_localizations", "display_type"),
    ("version_localizations", "versions", "locale"),
    ("app_info_localizations", "app_infos", "locale"),
    ("phased_releases", "versions", "''"),
    ("review_details", "versions", "''"),
    ("versions", "apps", "platform || version_string"),
    ("submissions", "apps", "platform"),
];

/// Rows of the mirror, by resource and number.
#[derive(Default)]
struct Rows(BTreeMap<(String, u64), Row>);

struct Row {
    id: String,
    is_gone: bool,
    parent: u64,
    name: String,
}

impl Rows {
    /// The row as it is known now: one that was to be made and was found at Apple instead has another number.
    fn now(&self, resource: &str, pk: u64) -> Option<&Row> {
        let row = self.0.get(&(resource.to_owned(), pk))?;
        if !(row.is_gone && row.id.starts_with('~')) {
            return Some(row);
        }
        let family = FAMILY.iter().find(|(name, ..)| *name == resource);
        let parent = |row: &Row| family.and_then(|(_, above, _)| self.now(above, row.parent)).map(|above| above.id.as_str());
        let rows = self.0.iter().filter(|((name, _), _)| name == resource).map(|(_, row)| row);
        let same = rows.filter(|other| !other.id.starts_with('~') && other.name == row.name && parent(other) == parent(row));
        // Somebody may have deleted that one, too.
        Some(same.min_by_key(|other| other.is_gone).unwrap_or(row))
    }

    /// Whether something that the row hangs from is gone.
    fn is_orphan(&self, resource: &str, row: &Row) -> bool {
        let above = FAMILY.iter().find(|(name, ..)| *name == resource).map(|(_, above, _)| *above);
        let parent = above.and_then(|above| self.now(above, row.parent).map(|row| (above, row)));
        parent.is_some_and(|(above, row)| row.is_gone || self.is_orphan(above, row))
    }
}

/// Whether the mirror, which is held against the world elsewhere, has the value of a price schedule.
fn is_priced(fleet: &TestFleet, id: &str, field: &str, value: &Value) -> bool {
    let sql = format!("SELECT {field} AS value FROM price_schedules_mirror WHERE id = '{id}'");
    fleet.rows(&sql).first().is_some_and(|row| row["value"] == *value)
}

/// The text of a JSON string.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}
