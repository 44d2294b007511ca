//! Somebody else, who edits the same world meanwhile.

use fastrand::Rng;
use serde_json::{Value, json};

use super::ledger::{Ledger, text};
use super::writes::THEIRS;
use crate::support::{EDIT_ROUNDS, TestFleet, send};

/// Changes a few things, and says what. Between two commands this is another client of the API (`round` is that of the
/// edits, whose new language it may add first); with [`EDIT_ROUNDS`] a command is under way, and it is the web page, to which
/// nothing happens.
pub(crate) fn meddle(fleet: &TestFleet, random: &mut Rng, ledger: &mut Ledger, round: usize) -> Vec<String> {
    let is_page = round == EDIT_ROUNDS;
    if !is_page {
        fleet.sim().set_faults(Vec::new()).unwrap();
    }
    let mut said = Vec::new();
    for _ in 0..random.usize(1..=2) {
        let (kind, attribute) = [
            ("appStoreVersions", "copyright"),
            ("appStoreVersionLocalizations", "description"),
            ("appStoreVersionLocalizations", "promotionalText"),
            ("appInfoLocalizations", "subtitle"),
        ][random.usize(..4)];
        let rows = fleet.world(kind);
        if rows.is_empty() {
            continue;
        }
        let row = &rows[random.usize(..rows.len())];
        let id = text(&row["id"]);
        let value = format!("{THEIRS}{}", random.u8(..100));
        if is_page {
            if !is_open(fleet, row) {
                continue;
            }
            ledger.touched.insert((kind.to_owned(), id.clone()));
            fleet.foreign_edit(kind, &id, json!({ attribute: value }));
            said.push(format!("# on the web page: {kind} {id} {attribute} = {value}"));
            continue;
        }
        // Their hour may be over as well.
        let Some(token) = token(fleet, kind, &id) else { continue };
        ledger.touched.insert((kind.to_owned(), id.clone()));
        let url = fleet.sim().url();
        let is_text = kind == "appStoreVersionLocalizations";
        let (method, url, body) = match random.u8(..6) {
            0 if is_text => ("DELETE", format!("{url}/v1/{kind}/{id}"), None),
            1 if is_text => {
                let version = &row["relationships"]["appStoreVersion"];
                let locale = crate::support::LOCALES[round];
                let body = json!({ "data": { "type": kind, "attributes": { "locale": locale, "description": value },
                    "relationships": { "appStoreVersion": version } } });
                ("POST", format!("{url}/v1/{kind}"), Some(body))
            }
            _ => {
                let body = json!({ "data": { "type": kind, "id": id, "attributes": { attribute: value } } });
                ("PATCH", format!("{url}/v1/{kind}/{id}"), Some(body))
            }
        };
        let (status, answer) = send(method, &url, &token, body.as_ref());
        if let Some(made) = answer["data"]["id"].as_str() {
            ledger.touched.insert((kind.to_owned(), made.to_owned()));
        }
        said.push(format!("# somebody else: {method} {} {} → {status}", &url[url.find("/v1").unwrap_or(0)..], body.unwrap_or_default()));
    }
    said
}

/// States in which the web page lets its people edit.
const OPEN: [&str; 5] = ["PREPARE_FOR_SUBMISSION", "DEVELOPER_REJECTED", "REJECTED", "METADATA_REJECTED", "INVALID_BINARY"];

/// Whether the row, or what it hangs from, can be edited.
fn is_open(fleet: &TestFleet, row: &Value) -> bool {
    let above = ["appStoreVersion", "appInfo"].iter().find_map(|name| {
        let linked = &row["relationships"][name]["data"];
        fleet.sim().resource(linked["type"].as_str()?, linked["id"].as_str()?)
    });
    let attributes = &above.as_ref().unwrap_or(row)["attributes"];
    ["appVersionState", "state"].iter().any(|name| attributes[name].as_str().is_some_and(|state| OPEN.contains(&state)))
}

/// A token of somebody else's key that sees the row.
fn token(fleet: &TestFleet, kind: &str, id: &str) -> Option<String> {
    let own: Vec<String> = fleet.sim().accounts().iter().map(|account| account.key_id.clone()).collect();
    let others = fleet.sim().keys().into_iter().filter(|key| !own.contains(&key.key_id));
    let tokens = others.filter_map(|key| fleet.sim().token_of(&key.key_id));
    tokens.into_iter().find(|token| crate::support::get(&format!("{}/v1/{kind}/{id}", fleet.sim().url()), token).0 == 200)
}
