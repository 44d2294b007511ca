//! How fast changes are staged, shown, judged, sealed and taken back, over a synthetic fleet: each app has a live
//! version and a draft, in twelve languages, and an age rating.
//!
//! `cargo bench -p appfleet-store --bench stage -- 1000 10000` for fleets of a thousand and of ten thousand apps.

#![expect(clippy::print_stdout, clippy::expect_used, clippy::cast_precision_loss, reason = "a benchmark prints what it has measured")]

use std::time::Instant;

use appfleet_store::catalog::catalog;
use appfleet_store::{AccountRow, FieldChange, Fleet, Mirror, NewStep, Row, Sealing, StagedField, Store, StoreError, Value};

const LOCALES: [&str; 12] = ["da", "de-DE", "en-GB", "en-US", "es-ES", "fi", "fr-FR", "it", "ja", "ko", "nl-NL", "sv"];
/// How often what can be repeated is: the fastest counts, the others were disturbed.
const TIMES: usize = 3;
/// What each measurement must not exceed, in milliseconds, with 1,000 and with 10,000 apps.
const GOALS: [(&str, [f64; 2]); 6] = [
    (COPYRIGHT, [30.0, 250.0]),
    (EVERY_TEXT, [800.0, 8000.0]),
    (LOOKUP, [3.0, 3.0]),
    (DIFF_10K, [50.0, 50.0]),
    (DIFF_100K, [1000.0, 1000.0]),
    (FILE, [130.0, 1300.0]),
];
const COPYRIGHT: &str = "UPDATE copyright of all editable versions";
const EVERY_TEXT: &str = "one field on every localization";
const LOOKUP: &str = "one app with its listings";
const DIFF_10K: &str = "grouped diff of 10 k changes";
const DIFF_100K: &str = "grouped diff of 100 k changes";
const FILE: &str = "file (MB)";

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    for apps in if sizes.is_empty() { vec![1_000] } else { sizes } {
        measure(apps);
    }
}

fn measure(apps: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("fleet.db");
    let mut store = Store::open(&path).expect("a database");
    let account = AccountRow { name: "acme".into(), issuer_id: None, key_id: "K".into() };
    store.load_fleet(&Fleet { accounts: vec![account], ..Fleet::default() }).expect("a fleet");
    for first in (0..apps).step_by(50) {
        let write = |mirror: &mut Mirror<'_>| (first..apps.min(first + 50)).try_for_each(|app| put_app(mirror, app));
        store.write_mirror::<_, StoreError>("sync", write).expect("rows are written");
    }
    store.checkpoint().expect("a checkpoint");
    let mut table = Table { apps, rows: Vec::new() };
    table.note(FILE, std::fs::metadata(&path).map_or(0.0, |file| file.len() as f64 / 1e6), String::new());

    let lookup = format!("SELECT * FROM listings WHERE app_id = '{}'", apps / 2);
    table.fastest(LOOKUP, || rows(&store, &lookup));

    let copyright = "UPDATE versions SET copyright = '2027 ACME' WHERE editable";
    table.staged(&mut store, COPYRIGHT, copyright);
    table.staged(&mut store, "the same again, nothing to do", copyright);
    table.staged(&mut store, "another copyright", "UPDATE versions SET copyright = '2028 ACME' WHERE editable");
    table.fastest("SELECT * FROM changes", || rows(&store, "SELECT * FROM changes"));
    table.staged(&mut store, "taken back by its value", "UPDATE versions SET copyright = '2026 ACME' WHERE editable");
    let ratings = "UPDATE age_ratings SET gambling = 1, contests = 'INFREQUENT', loot_box = 1 WHERE editable";
    table.staged(&mut store, "three columns of all editable age ratings", ratings);
    table.timed("unstage them", || clear(&mut store));

    table.staged(&mut store, EVERY_TEXT, "UPDATE version_localizations SET promotional_text = 'Now'");
    table.timed("unstage them", || clear(&mut store));
    for (title, changes) in [(DIFF_10K, 10_000), (DIFF_100K, 100_000)] {
        clear(&mut store);
        if !stage(&mut store, changes) {
            continue;
        }
        table.fastest(title, || grouped(&store));
        table.fastest(&format!("  SELECT * FROM changes, {changes}"), || rows(&store, "SELECT * FROM changes"));
        table.fastest(&format!("  conflicts, {changes}"), || store.conflicts().expect("conflicts").len());
        table.fastest(&format!("  validation, {changes}"), || store.problems().expect("problems").len());
    }
    let staged = count(&store, "SELECT count(*) FROM staged");
    let mut sealed = 0;
    table.timed(&format!("seal {staged} changes"), || {
        let changeset =
            store.seal(Sealing { author: "bench", ..Sealing::default() }, |staged| (plan(staged), "0".into())).expect("it is sealed");
        sealed = changeset.pk;
        store.steps(sealed).expect("steps").len()
    });
    table.timed("settle 1,000 of its steps, a transaction each", || settle(&mut store, sealed));
    table.timed("finish the push", || {
        store.finish_push(sealed).expect("it ends");
        1
    });
    clear(&mut store);
    table.timed("undo of what was sent", || store.undo(sealed).expect("it is undone").staging.rows);
    table.print();
}

/// What `fleet diff` does: every change, judged, and equal ones counted together.
fn grouped(store: &Store) -> usize {
    let changes = store.query(include_str!("../../../sql/queries/changes.sql"), &[]).expect("changes").rows;
    let mut groups = std::collections::HashMap::<String, usize>::new();
    for change in &changes {
        *groups.entry(format!("{} {} {} {}", change[7], change[9], change[10], change[11])).or_default() += 1;
    }
    assert!(groups.len() < changes.len(), "many are equal");
    changes.len()
}

/// One call a row, as the engine would plan it.
fn plan(staged: &[StagedField]) -> Vec<NewStep> {
    let mut steps: Vec<NewStep> = Vec::new();
    for field in staged {
        let change = FieldChange { field: field.field.clone(), base: field.base.clone(), value: field.value.clone() };
        match steps.last_mut() {
            Some(step) if step.pk == field.pk && step.resource == field.resource => step.fields.push(change),
            _ => steps.push(NewStep {
                account: field.account,
                app: field.app,
                method: "PATCH",
                path: format!("/v1/appStoreVersionLocalizations/{}", field.id),
                body: Some(format!("{{\"data\":{{\"id\":\"{}\",\"attributes\":{{\"promotionalText\":\"{}\"}}}}}}", field.id, field.value)),
                resource: field.resource,
                pk: field.pk,
                fields: vec![change],
            }),
        }
    }
    steps
}

fn settle(store: &mut Store, changeset: i64) -> usize {
    let steps: Vec<_> = store.steps(changeset).expect("steps").into_iter().take(1_000).collect();
    for step in &steps {
        store.mark_sent(step).expect("it is noted");
        let resource = catalog().resource_of_code(step.resource).expect("a resource");
        let answer = |mirror: &mut Mirror<'_>| {
            let values: Vec<_> =
                step.fields.iter().filter_map(|change| Some((resource.field(&change.field)?, change.value.clone()))).collect();
            mirror.set(resource, step.pk, &values)
        };
        store.settle_done::<StoreError>(step, appfleet_store::Outcome::default(), answer).expect("it is settled");
    }
    steps.len()
}

struct Table {
    apps: usize,
    rows: Vec<(String, f64, String)>,
}

impl Table {
    fn note(&mut self, title: &str, value: f64, rows: String) {
        self.rows.push((title.to_owned(), value, rows));
    }

    fn timed(&mut self, title: &str, work: impl FnOnce() -> usize) {
        let start = Instant::now();
        let rows = work();
        self.note(title, start.elapsed().as_secs_f64() * 1e3, rows.to_string());
    }

    fn fastest(&mut self, title: &str, mut work: impl FnMut() -> usize) {
        let mut fastest = f64::INFINITY;
        let mut rows = 0;
        for _ in 0..TIMES {
            let start = Instant::now();
            rows = work();
            fastest = fastest.min(start.elapsed().as_secs_f64() * 1e3);
        }
        self.note(title, fastest, rows.to_string());
    }

    fn staged(&mut self, store: &mut Store, title: &str, sql: &str) {
        self.timed(title, || {
            let staging = store.stage(sql).expect("it is staged");
            staging.staged + staging.unstaged
        });
    }

    fn print(&self) {
        println!("{} apps, 2 versions of {} locales\n{:55} {:>10} {:>10} {:>8}", self.apps, LOCALES.len(), "", "ms", "rows", "goal");
        for (title, value, rows) in &self.rows {
            let goal = GOALS.iter().find(|(name, _)| name == title).map(|(_, goals)| goals[usize::from(self.apps > 1_000)]);
            let verdict = goal.map_or(String::new(), |goal| format!("{goal:>8} {}", if *value <= goal { "met" } else { "MISSED" }));
            println!("{title:55} {value:>10.1} {rows:>10} {verdict}");
        }
        println!();
    }
}

fn rows(store: &Store, sql: &str) -> usize {
    store.query(sql, &[]).expect("rows").rows.len()
}

fn count(store: &Store, sql: &str) -> usize {
    let rows = store.query(sql, &[]).expect("a number").rows;
    rows[0][0].as_integer().and_then(|count| usize::try_from(count).ok()).expect("a number")
}

/// Stages so many fields of texts; returns whether there are as many.
fn stage(store: &mut Store, changes: usize) -> bool {
    const EDITS: [&str; 4] = ["promotional_text = 'Now'", "keywords = 'a,b'", "support_url = 'https://a.example'", "description = 'D'"];
    let mut left = changes;
    for edit in EDITS {
        let rows = format!("SELECT pk FROM version_localizations WHERE editable LIMIT {left}");
        left -= store.stage(&format!("UPDATE version_localizations SET {edit} WHERE pk IN ({rows})")).expect("it is staged").staged;
        if left == 0 {
            return true;
        }
    }
    false
}

/// Takes everything back that is staged; returns how much that was.
fn clear(store: &mut Store) -> usize {
    match count(store, "SELECT count(*) FROM staged") {
        0 => 0,
        _ => store.stage("DELETE FROM changes").expect("it is taken back").unstaged,
    }
}

/// What the requests for one app bring: its versions with all texts, its app info with its texts and age rating.
fn put_app(mirror: &mut Mirror<'_>, app: usize) -> Result<(), StoreError> {
    let row =
        put(mirror, "apps", &app.to_string(), None, &[("name", "An app"), ("bundle_id", "com.acme.app"), ("primary_locale", "en-US")])?;
    for (version, state) in ["READY_FOR_DISTRIBUTION", "PREPARE_FOR_SUBMISSION"].into_iter().enumerate() {
        let id = format!("version-{app}-{version}");
        let number = format!("1.{version}");
        let fields = [("platform", "IOS"), ("version_string", number.as_str()), ("state", state), ("copyright", "2026 ACME")];
        let version = put(mirror, "versions", &id, Some(row), &fields)?;
        for locale in LOCALES {
            let texts = [("locale", locale), ("description", DESCRIPTION), ("keywords", "one,two,three"), ("whats_new", "Small mends.")];
            put(mirror, "version_localizations", &format!("{id}-{locale}"), Some(version), &texts)?;
        }
    }
    let id = format!("info-{app}");
    let info = put(mirror, "app_infos", &id, Some(row), &[("state", "PREPARE_FOR_SUBMISSION")])?;
    put(mirror, "age_ratings", &id, Some(info), &[("contests", "NONE")])?;
    for locale in LOCALES {
        put(mirror, "app_info_localizations", &format!("{id}-{locale}"), Some(info), &[("locale", locale), ("name", "An app")])?;
    }
    Ok(())
}

fn put(mirror: &mut Mirror<'_>, resource: &str, id: &str, parent: Option<i64>, fields: &[(&str, &str)]) -> Result<i64, StoreError> {
    let resource = catalog().resource(resource).expect("a resource of the catalogue");
    let field = |name: &str| resource.field(name).expect("a field of the catalogue");
    let values = fields.iter().map(|(name, text)| (field(name), Value::Text((*text).into()))).collect();
    Ok(mirror.put(resource, 1, id, parent, &Row { values, extra: Some(Value::Null), position: None })?.pk)
}

/// 1.2 kB, as descriptions are.
const DESCRIPTION: &str = concat!(
    "Keep every receipt in its place.\n\nScan, sort, forget. Everything stays on this device, and nothing is shared with anybody. ",
    "Reminders come before the warranty ends, not after. Exports go to any accountant, in any format that was ever asked for, and ",
    "nothing has to be typed twice. Photographs are straightened, cleaned and read; what was read can be searched, also years ",
    "later, when the paper has long become white. Folders are for those who want folders; everybody else finds by shop, by day, ",
    "by sum or by what was bought. Families share a drawer, and each keeps a private one. There is no account to open, no server ",
    "to trust, and no subscription to forget: one price, once, for everything that is there and everything that will come. ",
    "Widgets show what runs out next. Shortcuts file what arrives by mail. A watch is enough to show a warranty at the counter, ",
    "where it is needed, without looking for the telephone. Backups are plain files in a plain folder, readable without this app ",
    "and long after it. Written by two people who had lost one receipt too many, and who answer every letter themselves."
);
