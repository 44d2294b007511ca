//! Staging against a model of it: of every field the last value that was written counts, unless Apple has it already.

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

use crate::catalog::catalog;
use crate::{AccountRow, Edit, Fleet, OnRefusal, Row, Staging, Store, StoreError, Value};

/// Views, their columns, and how many rows each has.
const FIELDS: [(&str, &str, i64); 4] = [
    ("versions", "copyright", 2),
    ("version_localizations", "description", 4),
    ("version_localizations", "keywords", 4),
    ("app_info_localizations", "subtitle", 4),
];

/// What Apple has in all of them.
const MIRRORED: &str = "old";

/// A view, a row of it, and a column.
type Place = (&'static str, i64, &'static str);

/// Values by place.
type Values = BTreeMap<Place, Value>;

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
                let pk = put("apps", format!("{app}"), None, row("apps", &[("name", "App")]))?;
                let draft = [("platform", "IOS"), ("version_string", "1.0"), ("state", "PREPARE_FOR_SUBMISSION"), ("copyright", MIRRORED)];
                let version = put("versions", format!("v{app}"), Some(pk), row("versions", &draft))?;
                let info = put("app_infos", format!("i{app}"), Some(pk), row("app_infos", &[("state", "PREPARE_FOR_SUBMISSION")]))?;
                for locale in ["en-US", "de-DE"] {
                    let texts = [("locale", locale), ("description", MIRRORED), ("keywords", MIRRORED)];
                    put("version_localizations", format!("l{app}{locale}"), Some(version), row("version_localizations", &texts))?;
                    let texts = [("locale", locale), ("name", "App"), ("subtitle", MIRRORED)];
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

fn values() -> impl Strategy<Value = Value> {
    select(vec![Value::Null, Value::Text("old".into()), Value::Text("one".into()), Value::Text("two".into())])
}

fn edit(&(view, pk, field): &Place, value: &Value) -> Edit {
    Edit::Set { view: view.into(), pk, field: field.into(), value: value.clone() }
}

fn stage<'a>(store: &mut Store, values: impl IntoIterator<Item = (&'a Place, &'a Value)>) -> Staging {
    let edits: Vec<Edit> = values.into_iter().map(|(place, value)| edit(place, value)).collect();
    let (staging, refusals) = store.stage_values(&edits, OnRefusal::StageNothing).unwrap();
    assert_eq!(refusals, []);
    staging
}

/// What is staged, by place.
fn staged(store: &Store) -> Values {
    let place = |field: &crate::StagedField| {
        let view = catalog().view_of(catalog().resource_of_code(field.resource).unwrap());
        let (view, column, _) = FIELDS.into_iter().find(|(known, column, _)| *known == view && *column == field.field).unwrap();
        (view, field.pk, column)
    };
    store.staged_fields().unwrap().iter().map(|field| (place(field), field.value.clone())).collect()
}

/// Apple has other values from now on.
fn mirror(store: &mut Store, values: &Values) {
    store
        .write_mirror::<_, StoreError>("sync", |mirror| {
            values.iter().try_for_each(|((view, pk, column), value)| {
                let resource = catalog().resource(view).unwrap();
                mirror.set(resource, *pk, &[(resource.field(column).unwrap(), value.clone())])
            })
        })
        .unwrap();
}

fn mirrored() -> Value {
    Value::Text(MIRRORED.into())
}

fn notes(store: &Store) -> Value {
    store.query("SELECT (SELECT count(*) FROM staged) || ' ' || (SELECT count(*) FROM dirty)", &[]).unwrap().rows[0][0].clone()
}

/// A few cases in every run of the tests, and as many as `PROPTEST_CASES` says where somebody wants more.
fn cases() -> ProptestConfig {
    if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default() } else { ProptestConfig::with_cases(24) }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_last_value_counts_and_what_apple_has_is_no_change(written in vec((places(), values()), 0..12)) {
        STORE.with_borrow_mut(|store| {
            stage(store, written.iter().map(|(place, value)| (place, value)));
            let mut model: Values = written.into_iter().collect();
            model.retain(|_, value| *value != mirrored());
            assert_eq!(staged(store), model);
            assert!(store.staged_fields().unwrap().iter().all(|field| field.base == mirrored()));

            assert_eq!(stage(store, &model), Staging::default(), "staged twice is staged once");
            assert_eq!(staged(store), model);

            let back: Values = model.keys().map(|place| (*place, mirrored())).collect();
            assert_eq!(stage(store, &back).unstaged, model.len());
            assert_eq!(notes(store), Value::Text("0 0".into()), "taken back, nothing is left");
        });
    }

    #[test]
    fn what_is_taken_back_was_never_there(written in vec((places(), values()), 0..12), kept in vec((places(), values()), 0..4)) {
        STORE.with_borrow_mut(|store| {
            stage(store, kept.iter().map(|(place, value)| (place, value)));
            let before = staged(store);
            let sql: Vec<String> = written.iter().map(|((view, pk, column), value)| {
                let value = value.as_text().map_or("NULL".into(), crate::literal);
                format!("UPDATE {view} SET {column} = {value} WHERE pk = {pk}")
            }).collect();
            let reversals = store.stage_each(sql.iter().map(String::as_str)).unwrap().into_iter().collect::<Result<Vec<_>, _>>().unwrap();
            store.take_back(reversals.iter().rev()).unwrap();
            assert_eq!(staged(store), before);
            store.stage("DELETE FROM changes").unwrap();
            assert_eq!(notes(store), Value::Text("0 0".into()));
        });
    }

    #[test]
    fn a_conflict_is_what_apple_has_otherwise_than_both(
        ours in btree_map(places(), values(), 0..8),
        theirs in btree_map(places(), values(), 0..8),
    ) {
        STORE.with_borrow_mut(|store| {
            stage(store, &ours);
            let ours = staged(store);
            mirror(store, &theirs);
            let has = |place: &Place| theirs.get(place).cloned().unwrap_or_else(mirrored);
            let still: Values = ours.into_iter().filter(|(place, value)| has(place) != *value).collect();
            assert_eq!(staged(store), still, "what Apple has by now is no change");
            let mut expected: Vec<(Value, Value)> =
                still.iter().filter(|(place, _)| has(place) != mirrored()).map(|(place, value)| (value.clone(), has(place))).collect();
            let mut found: Vec<(Value, Value)> =
                store.conflicts().unwrap().into_iter().map(|conflict| (conflict.ours, conflict.theirs)).collect();
            let key = |pair: &(Value, Value)| (pair.0.sortable(), pair.1.sortable());
            expected.sort_by_key(key);
            found.sort_by_key(key);
            assert_eq!(found, expected);

            store.stage("DELETE FROM changes").unwrap();
            mirror(store, &theirs.keys().map(|place| (*place, mirrored())).collect());
            assert_eq!(notes(store), Value::Text("0 0".into()));
        });
    }
}
