//! The life of any set of changes: staged, compiled, sealed, carried out and taken back.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::{btree_map, btree_set};
use proptest::prelude::*;
use proptest::sample::select;
use store::catalog::catalog;
use store::{AccountRow, Edit, Fleet, NewStep, OnRefusal, Outcome, Row, Sealing, StagedField, Store, StoreError, Value};

use crate::{compile, seal};

/// Views, their columns, and how many rows each has, in the order in which they are sent.
const FIELDS: [(&str, &str, i64); 5] = [
    ("versions", "copyright", 2),
    ("version_localizations", "description", 4),
    ("version_localizations", "keywords", 4),
    ("app_info_localizations", "subtitle", 4),
    ("apps", "accessibility_url", 2),
];

/// What Apple has in all of them.
const MIRRORED: &str = "https://acme.example/old";

/// A view, a row of it, and a column.
type Place = (&'static str, i64, &'static str);

thread_local! {
    /// What a case stages it takes back, so that one file is enough for all of them.
    static STORE: RefCell<Store> = RefCell::new(store());
}

/// Two apps, each with a draft and an app info in two languages.
fn store() -> Store {
    let mut store = Store::in_memory().unwrap();
    let account = AccountRow { name: "acme".into(), issuer_id: None, key_id: "KEY".into() };
    store.load_fleet(&Fleet { accounts: vec![account], ..Fleet::default() }).unwrap();
    let resource = |name: &str| catalog().resource(name).unwrap();
    let row = |name: &str, values: &[(&str, &str)]| Row {
        values: values.iter().map(|(field, value)| (resource(name).field(field).unwrap(), Value::Text((*value).into()))).collect(),
        ..Row::default()
    };
    store
        .write_mirror::<_, StoreError>("sync", |mirror| {
            let mut put =
                |name: &str, id: String, parent, row: Row<'_>| Ok::<_, StoreError>(mirror.put(resource(name), 1, &id, parent, &row)?.pk);
            for app in 0..2 {
                let pk = put("apps", format!("{app}"), None, row("apps", &[("name", "App"), ("accessibility_url", MIRRORED)]))?;
                let draft = [("platform", "IOS"), ("version_string", "1.0"), ("state", "PREPARE_FOR_SUBMISSION"), ("copyright", MIRRORED)];
                let version = put("versions", format!("v{app}"), Some(pk), row("versions", &draft))?;
                let info = put("app_infos", format!("i{app}"), Some(pk), row("app_infos", &[("state", "PREPARE_FOR_SUBMISSION")]))?;
                for locale in ["en-US", "de-DE"] {
                    let texts = [("locale", locale), ("description", MIRRORED), ("keywords", MIRRORED)];
                    put("version_localizations", format!("l{app}{locale}"), Some(version), row("version_localizations", &texts))?;
                    let texts = [("locale", locale), ("name", &format!("App {app} {locale}")), ("subtitle", MIRRORED)];
                    put("app_info_localizations", format!("n{app}{locale}"), Some(info), row("app_info_localizations", &texts))?;
                }
            }
            Ok(())
        })
        .unwrap();
    store
}

fn places() -> impl Strategy<Value = Place> {
    (0..FIELDS.len(), 0..4_i64).prop_map(|(field, row)| {
        let (view, column, rows) = FIELDS[field];
        (view, 1 + row % rows, column)
    })
}

/// Values that Apple has not.
fn changes() -> impl Strategy<Value = BTreeMap<Place, Value>> {
    let value = select(["https://acme.example/one", "https://acme.example/two"].map(|text| Value::Text(text.into())).to_vec());
    btree_map(places(), value, 1..9)
}

fn stage(store: &mut Store, changes: &BTreeMap<Place, Value>) {
    let edit =
        |(&(view, pk, field), value): (&Place, &Value)| Edit::Set { view: view.into(), pk, field: field.into(), value: value.clone() };
    let edits: Vec<Edit> = changes.iter().map(edit).collect();
    let (staging, refusals) = store.stage_values(&edits, OnRefusal::StageNothing).unwrap();
    assert_eq!((staging.staged, refusals), (changes.len(), Vec::new()));
}

/// Seals what is staged and lets Apple take all of it, as it is.
fn carry_out(store: &mut Store) -> i64 {
    let changeset = seal(store, Sealing { author: "me@here", ..Sealing::default() }, None).unwrap().pk;
    store.start_push(changeset, false).unwrap();
    for step in store.steps(changeset).unwrap() {
        let resource = catalog().resource_of_code(step.resource).unwrap();
        let values: Vec<_> = step.fields.iter().map(|change| (resource.field(&change.field).unwrap(), change.value.clone())).collect();
        store.mark_sent(&step).unwrap();
        store.settle_done::<StoreError>(&step, Outcome::default(), |mirror| mirror.set(resource, step.pk, &values)).unwrap();
    }
    store.finish_push(changeset).unwrap();
    changeset
}

/// What Apple has, by place, where it is not what it had at first.
fn mirrored(store: &Store) -> BTreeMap<Place, Value> {
    let mut found = BTreeMap::new();
    for (view, column, _) in FIELDS {
        let rows = store.query(&format!("SELECT pk, {column} FROM {view}_mirror WHERE {column} IS NOT '{MIRRORED}'"), &[]).unwrap().rows;
        found.extend(rows.into_iter().map(|row| ((view, row[0].as_integer().unwrap(), column), row[1].clone())));
    }
    found
}

fn is_mark(field: &StagedField) -> bool {
    field.field == "+" || field.field == "-"
}

/// Creates before updates before deletes; among updates what is refused while something else is still old comes later.
fn rank(step: &NewStep) -> (usize, usize) {
    let name = catalog().resource_of_code(step.resource).unwrap().name.as_str();
    let place = FIELDS.iter().position(|(view, ..)| *view == name).unwrap();
    (["POST", "PATCH", "DELETE"].iter().position(|method| *method == step.method).unwrap(), place)
}

/// A few cases in every run of the tests, and as many as `PROPTEST_CASES` says where somebody wants more.
fn cases() -> ProptestConfig {
    if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default() } else { ProptestConfig::with_cases(24) }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_plan_has_every_change_once_in_the_fewest_calls(
        changes in changes(),
        created in btree_set(0..2_usize, 0..3),
        deleted in btree_set(0..2_usize, 0..3),
    ) {
        STORE.with_borrow_mut(|store| {
            stage(store, &changes);
            for app in &created {
                let sql = "INSERT INTO version_localizations(version_id, locale, description) VALUES('v{app}', 'ja', 'x')";
                store.stage(&sql.replace("{app}", &app.to_string())).unwrap();
            }
            for app in &deleted {
                store.stage(&format!("DELETE FROM version_localizations WHERE id = 'l{app}de-DE'")).unwrap();
            }
            let staged = store.staged_fields().unwrap();
            let (steps, digest) = compile(&staged);

            let rows: BTreeSet<(i64, i64)> = staged.iter().map(|field| (field.resource, field.pk)).collect();
            assert_eq!(steps.len(), rows.len(), "one call for each row");
            let calls: BTreeSet<(i64, i64)> = steps.iter().map(|step| (step.resource, step.pk)).collect();
            assert_eq!(calls, rows);
            for field in staged.iter().filter(|field| !is_mark(field)) {
                let step = steps.iter().find(|step| (step.resource, step.pk) == (field.resource, field.pk)).unwrap();
                let carried: Vec<_> = step.fields.iter().filter(|change| change.field == field.field).collect();
                let [change] = carried.as_slice() else { panic!("{field:?} in {step:?}") };
                assert!(step.method == "DELETE" || (&change.base, &change.value) == (&field.base, &field.value), "{change:?}");
            }
            assert!(steps.is_sorted_by_key(rank), "{steps:#?}");

            let mut other_way: Vec<Vec<StagedField>> = staged.chunk_by(|a, b| (a.resource, a.pk) == (b.resource, b.pk)).map(<[_]>::to_vec).collect();
            other_way.reverse();
            assert_eq!(compile(&other_way.concat()).1, digest, "the digest is of what is sent, in any order");
            store.stage("DELETE FROM changes").unwrap();
            assert_eq!(store.staged_count().unwrap(), 0);
        });
    }

    #[test]
    fn what_was_sent_is_taken_back_by_its_undo(first in changes(), second in changes()) {
        STORE.with_borrow_mut(|store| {
            stage(store, &first);
            let undone = carry_out(store);
            assert_eq!((store.staged_count().unwrap(), mirrored(store)), (0, first.clone()));

            // Somebody changes some of it again: that is not undone, and said.
            let again: BTreeMap<Place, Value> = second.into_iter().filter(|(place, value)| mirrored(store).get(place) != Some(value)).collect();
            if !again.is_empty() {
                stage(store, &again);
                carry_out(store);
            }
            let undo = store.undo(undone).unwrap();
            let kept = first.keys().filter(|place| again.contains_key(*place)).count();
            assert_eq!((undo.refused.len(), undo.staging.staged), (kept, first.len() - kept), "{:?}", undo.refused);
            if undo.staging.staged > 0 {
                carry_out(store);
            }
            assert_eq!(mirrored(store), again);

            // And the world is as it was, for the next case.
            let back: BTreeMap<Place, Value> = again.keys().map(|place| (*place, Value::Text(MIRRORED.into()))).collect();
            if !back.is_empty() {
                stage(store, &back);
                carry_out(store);
            }
            assert_eq!(mirrored(store), BTreeMap::new());
        });
    }
}
