//! The life of a change in the store alone: mirrored, staged, sealed, settled, undone, and what a full disk leaves.

use crate::catalog::catalog;
use crate::scope::scope;
use crate::{AccountRow, Counts, FieldChange, Fleet, NewStep, Outcome, Row, Sealing, StepStatus, Store, StoreError, Value};

const HTTP_200: Outcome<'static> = Outcome { http: Some(200), note: None, answer: None, request_id: None };

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// One app with a draft version and its English localization.
fn store() -> Store {
    let mut store = Store::in_memory().unwrap();
    let account = AccountRow { name: "acme".into(), issuer_id: None, key_id: "KEY".into() };
    store.load_fleet(&Fleet { accounts: vec![account], ..Fleet::default() }).unwrap();
    mirror(&mut store, "2025 ACME");
    store
}

fn mirror(store: &mut Store, copyright: &str) -> Counts {
    let resource = |name: &str| catalog().resource(name).unwrap();
    let row = |name: &str, values: &[(&str, &str)]| Row {
        values: values.iter().map(|(field, value)| (resource(name).field(field).unwrap(), text(value))).collect(),
        ..Row::default()
    };
    store
        .write_mirror::<_, StoreError>("sync", |mirror| {
            let app = mirror.put(resource("apps"), 1, "1001", None, &row("apps", &[("name", "Recipes")]))?.pk;
            let version = [("state", "PREPARE_FOR_SUBMISSION"), ("copyright", copyright)];
            let version = mirror.put(resource("versions"), 1, "v", Some(app), &row("versions", &version))?.pk;
            let localization = row("version_localizations", &[("locale", "en-US"), ("description", "text")]);
            mirror.put(resource("version_localizations"), 1, "l", Some(version), &localization)?;
            Ok(())
        })
        .unwrap()
        .1
}

/// Seals whatever is staged into one step per staged row.
fn seal(store: &mut Store, method: &'static str) -> i64 {
    let plan = |staged: &[crate::StagedField]| {
        let steps = staged.iter().filter(|field| field.field != "description" || method == "PATCH").map(|field| NewStep {
            account: field.account,
            app: field.app,
            method,
            path: format!("/v1/x/{}", field.id),
            body: None,
            resource: field.resource,
            pk: field.pk,
            fields: vec![FieldChange { field: field.field.clone(), base: field.base.clone(), value: field.value.clone() }],
        });
        (steps.collect(), "digest".into())
    };
    store.seal(Sealing { title: Some("why"), author: "me@here", ..Sealing::default() }, plan).unwrap().pk
}

#[test]
fn a_page_without_news_writes_nothing() {
    let mut store = store();
    let changes = |store: &Store| store.connection.total_changes();
    let before = changes(&store);
    assert_eq!(mirror(&mut store, "2025 ACME"), Counts::default());
    assert_eq!(changes(&store), before);
    assert_eq!(mirror(&mut store, "2026 ACME"), Counts { new: 0, changed: 0, gone: 0 }, "rows of the first sync are still new");
    store.start_run().unwrap();
    assert_eq!(mirror(&mut store, "2027 ACME"), Counts { new: 0, changed: 1, gone: 0 });
}

#[test]
fn a_failed_page_leaves_nothing_and_the_guard_shut() {
    let mut store = store();
    let apps = catalog().resource("apps").unwrap();
    let result = store.write_mirror::<(), StoreError>("sync", |mirror| {
        mirror.put(apps, 1, "1002", None, &Row::default())?;
        Err(StoreError::NothingStaged)
    });
    assert!(result.is_err());
    let state = store.query("SELECT count(*), (SELECT writer FROM mirror_guard) FROM apps_mirror", &[]).unwrap();
    assert_eq!(state.rows, [[Value::Integer(1), Value::Null]]);
}

#[test]
fn what_has_gone_is_marked_and_may_come_back() {
    let mut store = store();
    let versions = catalog().resource("versions").unwrap();
    store.stage("UPDATE versions SET copyright = 'x'").unwrap();
    let sweep =
        |store: &mut Store| store.write_mirror::<_, StoreError>("sync", |mirror| mirror.sweep(versions, 1, Some(1), &[])).unwrap().1;
    assert_eq!(sweep(&mut store), Counts { new: 0, changed: 0, gone: 1 });
    assert_eq!(sweep(&mut store), Counts::default());
    assert_eq!(store.staged_count().unwrap(), 0, "what was staged on it can never be sent");
    assert!(store.query("SELECT 1 FROM version_localizations", &[]).unwrap().rows.is_empty(), "what hangs from it is hidden too");
    assert_eq!(mirror(&mut store, "2025 ACME"), Counts { new: 1, changed: 0, gone: 0 });
    assert_eq!(store.query("SELECT 1 FROM version_localizations", &[]).unwrap().rows.len(), 1);
}

#[test]
fn staging_counts_what_it_did() {
    let mut store = store();
    let staging = store.stage("UPDATE versions SET copyright = 'x', release_type = 'MANUAL'").unwrap();
    assert_eq!((staging.staged, staging.unstaged, staging.apps, staging.rows), (2, 0, 1, 1));
    let staging = store.stage("UPDATE versions SET copyright = 'x'; UPDATE versions SET release_type = NULL;").unwrap();
    assert_eq!((staging.staged, staging.unstaged), (0, 1));
    let refused = store.stage("UPDATE versions SET copyright = 'y'; UPDATE versions SET state = 'REJECTED'").unwrap_err();
    assert_eq!(refused.to_string(), "versions.state is read-only: Apple sets it");
    assert_eq!(store.query("SELECT value FROM changes", &[]).unwrap().rows, [[text("x")]], "all of it or nothing");
}

#[test]
fn peoples_sql_writes_to_views_only() {
    let mut store = store();
    for sql in [
        "UPDATE staged SET value = 'x'",
        "UPDATE mirror_guard SET writer = 'me'",
        "CREATE TRIGGER t AFTER INSERT ON staged BEGIN SELECT 1; END",
        "CREATE TEMP TRIGGER t AFTER INSERT ON main.staged BEGIN SELECT 1; END",
        "ATTACH ':memory:' AS x",
        "PRAGMA writable_schema = 1",
        "COMMIT",
    ] {
        assert!(matches!(store.stage(sql), Err(StoreError::NotAllowed(_))), "{sql}: {:?}", store.stage(sql));
    }
    // The lock opens again for our own statements.
    assert_eq!(mirror(&mut store, "2025 ACME"), Counts::default());
}

#[test]
fn a_pushed_value_leaves_the_staging_area_and_reaches_the_mirror() {
    let mut store = store();
    store.stage("UPDATE versions SET copyright = '2026 ACME'").unwrap();
    let changeset = seal(&mut store, "PATCH");
    let step = store.steps(changeset).unwrap().remove(0);
    store.mark_sent(&step).unwrap();
    assert_eq!(store.steps(changeset).unwrap()[0].status, StepStatus::Sent);
    let versions = catalog().resource("versions").unwrap();
    let copyright = versions.field("copyright").unwrap();
    store.settle_done::<StoreError>(&step, HTTP_200, |mirror| mirror.set(versions, step.pk, &[(copyright, text("2026 ACME"))])).unwrap();
    store.finish_push(changeset).unwrap();
    assert_eq!(store.staged_count().unwrap(), 0);
    assert_eq!(store.current(&step).unwrap(), Some(vec![text("2026 ACME")]));
    assert!(store.unfinished().unwrap().is_empty());

    let undo = store.undo(changeset).unwrap();
    assert_eq!((undo.staging.staged, undo.refused.len()), (1, 0));
    assert_eq!(store.query("SELECT base, value FROM changes", &[]).unwrap().rows, [[text("2026 ACME"), text("2025 ACME")]]);
}

#[test]
fn a_value_staged_again_while_the_push_runs_stays() {
    let mut store = store();
    store.stage("UPDATE versions SET copyright = 'first'").unwrap();
    let changeset = seal(&mut store, "PATCH");
    store.stage("UPDATE versions SET copyright = 'later'").unwrap();
    let step = store.steps(changeset).unwrap().remove(0);
    let versions = catalog().resource("versions").unwrap();
    let copyright = versions.field("copyright").unwrap();
    store.settle_done::<StoreError>(&step, HTTP_200, |mirror| mirror.set(versions, step.pk, &[(copyright, text("first"))])).unwrap();
    store.finish_push(changeset).unwrap();
    let left = store
        .query("SELECT base, value, current FROM changes WHERE changeset = (SELECT pk FROM changesets WHERE status = 'open')", &[])
        .unwrap();
    assert_eq!(left.rows, [[text("first"), text("later"), text("first")]]);
}

#[test]
fn a_created_row_takes_its_id_and_its_children_follow() {
    let mut store = store();
    store.stage("INSERT INTO versions(app_id, platform, version_string) VALUES('1001', 'TV_OS', '1.0'); INSERT INTO version_localizations(version_id, locale) SELECT id, 'ja' FROM versions WHERE platform = 'TV_OS'").unwrap();
    let staged = store.staged_fields().unwrap();
    let created = staged.iter().find(|field| field.field == "+" && field.resource == 5).unwrap().clone();
    let changeset = seal(&mut store, "POST");
    let versions = catalog().resource("versions").unwrap();
    let step = store.steps(changeset).unwrap().into_iter().find(|step| step.pk == created.pk && step.resource == 5).unwrap();
    store.settle_done::<StoreError>(&step, HTTP_200, |mirror| mirror.adopt(versions, 1, created.pk, "new-id").map(drop)).unwrap();
    let ids = store.query("SELECT version_id FROM version_localizations WHERE locale = 'ja'", &[]).unwrap();
    assert_eq!(ids.rows, [[text("new-id")]]);
    assert!(store.steps(changeset).unwrap().iter().all(|step| step.status == StepStatus::Done || !step.path.contains(&created.id)));
}

/// A sync saw the new row before its id was known, and somebody edited that.
#[test]
fn what_was_staged_on_the_twin_of_a_created_row_stays() {
    let mut store = store();
    store.stage("INSERT INTO versions(app_id, platform, version_string, copyright) VALUES('1001', 'TV_OS', '1.0', 'first')").unwrap();
    let created = store.staged_fields().unwrap().into_iter().find(|field| field.field == "+").unwrap();
    let changeset = seal(&mut store, "POST");
    let versions = catalog().resource("versions").unwrap();
    let values = [("platform", "TV_OS"), ("version_string", "1.0"), ("state", "PREPARE_FOR_SUBMISSION"), ("copyright", "first")];
    let values = values.map(|(name, value)| (versions.field(name).unwrap(), text(value))).into();
    let app = store.query("SELECT pk FROM apps WHERE id = '1001'", &[]).unwrap().rows[0][0].as_integer();
    let row = Row { values, ..Row::default() };
    store.write_mirror::<_, StoreError>("sync", |mirror| mirror.put(versions, 1, "new-id", app, &row).map(drop)).unwrap();
    store.stage("UPDATE versions SET copyright = 'later' WHERE id = 'new-id'").unwrap();

    let step = store.steps(changeset).unwrap().into_iter().find(|step| step.pk == created.pk).unwrap();
    store.settle_done::<StoreError>(&step, HTTP_200, |mirror| mirror.adopt(versions, 1, created.pk, "new-id").map(drop)).unwrap();
    let left = store.query("SELECT field, base, value FROM changes", &[]).unwrap();
    assert_eq!(left.rows, [[text("copyright"), text("first"), text("later")]]);
}

#[test]
fn conflicts_end_one_way_or_the_other() {
    for (keep_ours, left) in [(true, 1), (false, 0)] {
        let mut store = store();
        store.stage("UPDATE versions SET copyright = 'ours'").unwrap();
        mirror(&mut store, "theirs");
        assert_eq!(
            store.query("SELECT base, value, current FROM conflicts", &[]).unwrap().rows,
            [[text("2025 ACME"), text("ours"), text("theirs")]]
        );
        let conflicts = store.conflicts().unwrap();
        assert_eq!(conflicts.len(), 1);
        store.resolve_conflicts(&conflicts, keep_ours).unwrap();
        assert!(store.query("SELECT 1 FROM conflicts", &[]).unwrap().rows.is_empty());
        assert_eq!(store.staged_count().unwrap(), left);
    }
}

#[test]
fn undo_names_what_it_cannot_take_back() {
    let mut store = store();
    store.stage("UPDATE versions SET copyright = '2026 ACME'").unwrap();
    let changeset = seal(&mut store, "PATCH");
    let step = store.steps(changeset).unwrap().remove(0);
    store.settle_done::<StoreError>(&step, HTTP_200, |_| Ok(())).unwrap();
    mirror(&mut store, "theirs");
    let undo = store.undo(changeset).unwrap();
    assert_eq!(undo.refused, ["Recipes: versions.copyright is 'theirs' by now; it is left as it is"]);
    assert!(matches!(store.undo(99), Err(StoreError::NoChangeset(99))));
}

#[test]
fn too_long_values_are_not_sealed() {
    let mut store = store();
    store.stage("UPDATE version_localizations SET keywords = printf('%.101c', 'ä')").unwrap();
    let refused = store.seal(Sealing::default(), |_| (Vec::new(), String::new())).unwrap_err();
    assert_eq!(refused.to_string(), "Apple would refuse 1 staged value");
    let problem = "Recipes en-US version_localizations.keywords: 101 characters, Apple takes 100";
    assert_eq!(store.problems().unwrap()[0].to_string(), problem);
    assert_eq!(store.staged_count().unwrap(), 1);
}

#[test]
fn a_full_disk_rolls_back_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("fleet.db")).unwrap();
    let account = AccountRow { name: "acme".into(), issuer_id: None, key_id: "KEY".into() };
    store.load_fleet(&Fleet { accounts: vec![account], ..Fleet::default() }).unwrap();
    mirror(&mut store, "2025 ACME");
    store.stage("UPDATE versions SET copyright = 'kept'").unwrap();
    let pages: i64 = store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    store.connection.pragma_update(None, "max_page_count", pages).unwrap();
    let versions = catalog().resource("versions").unwrap();
    let long = text(&"x".repeat(1_000_000));
    let failed =
        store.write_mirror::<_, StoreError>("sync", |mirror| mirror.set(versions, 1, &[(versions.field("version_string").unwrap(), long)]));
    assert!(matches!(failed, Err(StoreError::DiskFull(_))));
    store.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
    assert_eq!(store.query("SELECT value FROM changes", &[]).unwrap().rows, [[text("kept")]]);
    assert_eq!(store.query("SELECT writer FROM mirror_guard", &[]).unwrap().rows, [[Value::Null]]);
    store.write_mirror::<_, StoreError>("sync", |mirror| mirror.finish_scope(1, scope("heartbeat").unwrap(), 0, 1)).unwrap();
}

#[test]
fn files_that_are_not_ours_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fleet.db");
    assert!(matches!(Store::open_existing(&path), Err(StoreError::Missing(_))));
    std::fs::write(&path, "not a database, and long enough to be looked at: ".repeat(40)).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Foreign(_))));
    std::fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE somebody(elses)").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Foreign(_))));
    std::fs::remove_file(&path).unwrap();
    drop(Store::open(&path).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 999).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Newer { found: 999, .. })));
}
