//! Files of changes from elsewhere, which may say anything.

use std::collections::BTreeMap;

use crate::catalog::catalog;
use crate::{AccountRow, Fleet, PortableAccount, PortableChange, Row, Store, StoreError, Value};

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Two accounts with an app each, which has a draft in one language: versions `v1` and `v2`, texts `l1` and `l2`.
fn store() -> Store {
    let mut store = Store::in_memory().unwrap();
    let account = |name: &str| AccountRow { name: name.into(), issuer_id: Some(format!("issuer of {name}")), key_id: "KEY".into() };
    store.load_fleet(&Fleet { accounts: vec![account("acme"), account("umbra")], ..Fleet::default() }).unwrap();
    let resource = |name: &str| catalog().resource(name).unwrap();
    let row = |name: &str, values: &[(&str, &str)]| Row {
        values: values.iter().map(|(field, value)| (resource(name).field(field).unwrap(), text(value))).collect(),
        ..Row::default()
    };
    store
        .write_mirror::<_, StoreError>("sync", |mirror| {
            for account in [1, 2] {
                let app = mirror.put(resource("apps"), account, &format!("a{account}"), None, &row("apps", &[("name", "Notes")]))?.pk;
                let version = row("versions", &[("state", "PREPARE_FOR_SUBMISSION"), ("copyright", "2025"), ("platform", "IOS")]);
                let version = mirror.put(resource("versions"), account, &format!("v{account}"), Some(app), &version)?.pk;
                let texts = row("version_localizations", &[("locale", "en-US"), ("keywords", "a")]);
                mirror.put(resource("version_localizations"), account, &format!("l{account}"), Some(version), &texts)?;
            }
            Ok(())
        })
        .unwrap();
    store
}

fn accounts() -> Vec<PortableAccount> {
    vec![PortableAccount { name: "theirs".into(), issuer_id: Some("issuer of acme".into()) }]
}

fn change(resource: &str, id: &str, field: &str, base: Value, value: Value) -> PortableChange {
    PortableChange {
        account: "theirs".into(),
        app: "com.acme.notes".into(),
        resource: resource.into(),
        id: id.into(),
        parent: None,
        locale: None,
        field: field.into(),
        base,
        value,
        given: BTreeMap::new(),
    }
}

/// A row below this version.
fn creation(parent: &str) -> PortableChange {
    PortableChange {
        parent: Some(parent.into()),
        given: [("locale".to_owned(), text("hr")), ("no such column".to_owned(), text("x"))].into(),
        ..change("version_localizations", "~0123456789ABCDEF", "+", Value::Null, Value::Null)
    }
}

/// What an import says: why nothing was staged, or of what.
fn refusals(changes: &[PortableChange]) -> Vec<String> {
    let mut store = store();
    let sentences = match store.import(&accounts(), changes) {
        Ok(imported) => imported.unequal.into_iter().map(|unequal| unequal.sentence).collect(),
        Err(StoreError::Unfit(sentences)) => sentences,
        Err(error) => panic!("{error}"),
    };
    assert!(store.staged_count().unwrap() == 0 || sentences.is_empty(), "{sentences:?}");
    sentences
}

#[test]
fn a_file_reaches_nothing_but_fields_of_its_accounts() {
    let copyright = |id: &str| change("versions", id, "copyright", text("2025"), text("2026"));
    assert_eq!(refusals(&[copyright("v1")]), [""; 0]);
    assert_eq!(refusals(&[copyright("v2")]), ["com.acme.notes versions.copyright: the mirror has no row v2 of theirs"]);
    assert_eq!(refusals(&[creation("v1")]), [""; 0]);
    assert_eq!(refusals(&[creation("v2")]), ["the mirror has no row v2 of theirs below which it could be created"]);
    assert_eq!(refusals(&[creation("nowhere")]).len(), 1);
    for (resource, field) in [("versions", "copyright = 'x' --"), ("versions", "state"), ("staged", "value"), ("screenshots", "file_name")]
    {
        let refused = refusals(&[change(resource, "v1", field, Value::Null, text("x"))]);
        assert!(refused[0].contains("can be edited"), "{resource}.{field}: {refused:?}");
    }
}

#[test]
fn one_bad_change_keeps_all_out() {
    let good = change("versions", "v1", "copyright", text("2025"), text("2026"));
    assert_eq!(refusals(&[good, change("versions", "gone", "copyright", text("2025"), text("2026"))]).len(), 1);
}

#[test]
fn what_is_staged_and_imported_again_is_the_same() {
    let mut store = store();
    store.stage("INSERT INTO version_localizations(version_id, locale, keywords) VALUES('v1', 'hr', 'a')").unwrap();
    store.stage("DELETE FROM version_localizations WHERE id = 'l1'; UPDATE versions SET copyright = '2026' WHERE id = 'v1'").unwrap();
    let (accounts, changes) = store.portable(None).unwrap();
    assert_eq!(accounts.len(), 1, "only the accounts that it is about");
    store.stage("DELETE FROM changes").unwrap();
    let imported = store.import(&accounts, &changes).unwrap();
    assert_eq!((imported.unequal, imported.already), (Vec::new(), 0));
    assert_eq!(store.portable(None).unwrap(), (accounts, changes));
}

/// A text that was rewritten here is not deleted by a file that has not seen it.
#[test]
fn a_row_that_differs_is_not_deleted() {
    let delete = |keywords: &str| PortableChange {
        given: [("keywords".to_owned(), text(keywords))].into(),
        ..change("version_localizations", "l1", "-", Value::Null, Value::Null)
    };
    assert_eq!(refusals(&[delete("a")]), [""; 0]);
    assert_eq!(refusals(&[delete("b")]), ["its keywords is 'a' here and was 'b' where the file was made"]);
}
