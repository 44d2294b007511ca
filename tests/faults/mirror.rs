//! The mirror held against the server's world, field by field, for all of the catalogue.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::ledger::{Ledger, text};
use crate::support::TestFleet;

/// Resources of which the mirror must have every row that the world has.
const WHOLE: [&str; 8] = [
    "apps",
    "app_infos",
    "app_info_localizations",
    "age_ratings",
    "versions",
    "version_localizations",
    "review_details",
    "phased_releases",
];
/// Resources of which some rows are only seen in passing, without what they lead to: expired builds, finished submissions.
const IN_PASSING: [&str; 3] = ["builds", "submissions", "submission_items"];
/// Relationships to what a row hangs from.
const PARENTS: [&str; 2] = ["appStoreVersion", "appInfo"];

/// All resources of the world by type and id.
pub(crate) type World = BTreeMap<(String, String), Value>;

/// The world as it is now, of all types that are mirrored.
pub(crate) fn world(fleet: &TestFleet, ledger: &Ledger) -> World {
    let kinds: BTreeSet<&String> = ledger.kinds.values().collect();
    let of_kind = |kind: &String| {
        let key = kind.clone();
        fleet.world(kind).into_iter().map(move |resource| ((key.clone(), text(&resource["id"])), resource))
    };
    kinds.into_iter().flat_map(of_kind).collect()
}

/// The mirror is what the world was before and after it was read.
pub(crate) fn assert_mirrored(fleet: &TestFleet, ledger: &Ledger, before: &World) {
    let after = world(fleet, ledger);
    let still: HashMap<_, _> = before.iter().filter(|(key, resource)| after.get(*key) == Some(*resource)).collect();
    let mut mirrored = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in fleet.rows(&select(fleet)) {
        let (resource, id) = (text(&row["resource"]), text(&row["id"]));
        if id.starts_with('~') {
            continue;
        }
        let key = (ledger.kind(&resource).to_owned(), id);
        let columns: Value = serde_json::from_str(row["columns"].as_str().unwrap()).unwrap();
        match still.get(&key) {
            Some(there) => wrong
                .extend(differences(ledger, &resource, &columns, there).map(|difference| format!("{resource} {}: {difference}", key.1))),
            None if WHOLE.contains(&resource.as_str()) && !before.contains_key(&key) && !after.contains_key(&key) => {
                wrong.push(format!("{resource} {} is mirrored, and nowhere in the world", key.1));
            }
            None => {}
        }
        mirrored.insert(key);
    }
    let whole: BTreeSet<&str> = WHOLE.iter().map(|resource| ledger.kind(resource)).collect();
    let is_past = |resource: &Value| {
        PARENTS.iter().any(|parent| {
            let linked = &resource["relationships"][parent]["data"];
            let key = || Some((linked["type"].as_str()?.to_owned(), linked["id"].as_str()?.to_owned()));
            key().and_then(|key| after.get(&key)).is_some_and(is_replaced)
        })
    };
    let missing = still.iter().filter(|(key, there)| whole.contains(key.0.as_str()) && !mirrored.contains(**key) && !is_past(there));
    wrong.extend(missing.map(|((kind, id), _)| format!("{kind} {id} is not mirrored")));
    assert!(wrong.is_empty(), "{} differences between the mirror and the world: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

/// Whether another version or app info has taken its place: nobody sees it any more, and what hangs from it is not read.
fn is_replaced(resource: &Value) -> bool {
    let state = |name: &str| resource["attributes"][name].as_str().unwrap_or_default().starts_with("REPLACED_");
    state("appVersionState") || state("state")
}

/// One statement for all rows of all mirrors.
fn select(fleet: &TestFleet) -> String {
    let columns = fleet.rows("SELECT f.resource, group_concat('''' || f.name || ''', ' || f.name) AS pairs FROM fields AS f JOIN pragma_table_info(f.resource || '_mirror') AS c ON c.name = f.name GROUP BY 1");
    let selects: Vec<String> = columns
        .iter()
        .map(|row| {
            let (resource, pairs) = (text(&row["resource"]), text(&row["pairs"]));
            format!("SELECT '{resource}' AS resource, id, json_object({pairs}) AS columns FROM {resource}_mirror WHERE gone_at IS NULL")
        })
        .collect();
    selects.join(" UNION ALL ")
}

/// What a row has otherwise than the world, in words.
fn differences<'a>(ledger: &'a Ledger, resource: &'a str, columns: &'a Value, there: &'a Value) -> impl Iterator<Item = String> + 'a {
    columns.as_object().unwrap().iter().filter_map(move |(name, ours)| {
        let field = &ledger.fields[&(resource.to_owned(), name.clone())];
        // Addresses of pictures name the server's port; what is kept in other words is tested in other places.
        let is_elsewhere = name.ends_with("url_template") || field.kind == "secret" || field.kind.starts_with("inline:");
        let is_in_passing = ours.is_null() && field.kind.starts_with("rel:") && (IN_PASSING.contains(&resource) || is_replaced(there));
        if is_elsewhere || is_in_passing {
            return None;
        }
        let theirs = if field.kind.starts_with("rel:") {
            // A relationship that the world computes is in no resource of its own.
            there["relationships"].get(&field.attribute)?["data"]["id"].clone()
        } else {
            let mut names = field.attribute.split('.');
            let first = there["attributes"].get(names.next()?)?;
            names.fold(first.clone(), |value, name| value[name].clone())
        };
        let theirs = match theirs {
            Value::Bool(yes) => json!(u8::from(yes)),
            Value::Array(_) | Value::Object(_) => return None,
            theirs => theirs,
        };
        let is_moment = field.kind == "date" && moment(&theirs).is_some();
        let is_same = if is_moment { moment(&theirs) == moment(ours) } else { theirs == *ours };
        (!is_same).then(|| format!("{name} is {ours}, and there {theirs}"))
    })
}

/// A moment, however it is written.
fn moment(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}
