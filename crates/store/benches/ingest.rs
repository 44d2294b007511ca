//! How fast answers become rows: a first load of a thousand apps, and the same again without news.
//!
//! `cargo bench -p appfleet-store --bench ingest`

#![expect(clippy::print_stdout, clippy::expect_used, clippy::cast_precision_loss, reason = "a benchmark prints what it has measured")]

use std::time::Instant;

use appfleet_store::catalog::catalog;
use appfleet_store::{AccountRow, Fleet, Mirror, Row, Store, StoreError, Value};

const APPS: usize = 1_000;
const LOCALES: usize = 20;

fn main() {
    // A sync writes an answer at a time, about thirty rows; the rate of the rows themselves shows in large transactions.
    for apps_at_once in [1, 50] {
        measure(apps_at_once);
    }
}

fn measure(apps_at_once: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("fleet.db");
    let start = Instant::now();
    let mut store = Store::open(&path).expect("a database");
    println!("{apps_at_once} apps in a transaction\n  new file with schema: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let account = AccountRow { name: "acme".into(), issuer_id: None, key_id: "K".into() };
    store.load_fleet(&Fleet { accounts: vec![account], ..Fleet::default() }).expect("a fleet");
    for title in ["first load", "again, without news"] {
        let before = size(&path);
        let start = Instant::now();
        let mut rows = 0;
        for first in (0..APPS).step_by(apps_at_once) {
            let written = store.write_mirror::<_, StoreError>("sync", |mirror| {
                let mut put = Putter { mirror, rows: 0 };
                (first..first + apps_at_once).try_for_each(|app| put.app(app))?;
                Ok(put.rows)
            });
            rows += written.expect("rows are written").0;
        }
        let seconds = start.elapsed().as_secs_f64();
        let grown = (size(&path) - before) / 1024;
        println!("  {title}: {rows} rows in {seconds:.2} s, {:.0} rows/s; {grown} kB written", rows as f64 / seconds);
    }
    drop(store);
    let start = Instant::now();
    let store = Store::open(&path).expect("a database");
    println!("  opened again: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    store.checkpoint().expect("a checkpoint");
    println!("  file: {:.1} MB", size(&path) as f64 / 1e6);
}

struct Putter<'a, 'b> {
    mirror: &'a mut Mirror<'b>,
    rows: usize,
}

impl Putter<'_, '_> {
    /// What the requests for one app bring: its versions with all texts, its app infos with theirs.
    fn app(&mut self, app: usize) -> Result<(), StoreError> {
        let row = self.put("apps", &app.to_string(), None, &[("name", "An app"), ("bundle_id", "com.acme.app")])?;
        for (version, state) in ["READY_FOR_DISTRIBUTION", "PREPARE_FOR_SUBMISSION"].into_iter().enumerate() {
            let id = format!("version-{app}-{version}");
            let fields = [("platform", "IOS"), ("version_string", "1.2"), ("state", state), ("copyright", "2026 ACME")];
            let version = self.put("versions", &id, Some(row), &fields)?;
            for locale in 0..LOCALES {
                let locale = format!("l{locale:02}");
                let texts =
                    [("locale", locale.as_str()), ("description", DESCRIPTION), ("keywords", "one,two,three"), ("whats_new", "News")];
                self.put("version_localizations", &format!("{id}-{locale}"), Some(version), &texts)?;
            }
        }
        let id = format!("info-{app}");
        let info = self.put("app_infos", &id, Some(row), &[("state", "PREPARE_FOR_SUBMISSION")])?;
        for locale in 0..LOCALES {
            let locale = format!("l{locale:02}");
            self.put("app_info_localizations", &format!("{id}-{locale}"), Some(info), &[("locale", &locale), ("name", "An app")])?;
        }
        Ok(())
    }

    fn put(&mut self, resource: &str, id: &str, parent: Option<i64>, fields: &[(&str, &str)]) -> Result<i64, StoreError> {
        let resource = catalog().resource(resource).expect("a resource of the catalogue");
        let field = |name: &str| resource.field(name).expect("a field of the catalogue");
        let values = fields.iter().map(|(name, text)| (field(name), Value::Text((*text).into()))).collect();
        self.rows += 1;
        Ok(self.mirror.put(resource, 1, id, parent, &Row { values, extra: Some(Value::Null), position: None })?.pk)
    }
}

/// Bytes of the database and its log.
fn size(path: &std::path::Path) -> u64 {
    let size = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |file| file.len());
    size(path) + size(&path.with_extension("db-wal"))
}

const DESCRIPTION: &str = "Keep every receipt in its place.\n\nScan, sort, forget. Everything stays on this device, \
and nothing is shared with anybody. Reminders come before the warranty ends, not after. Exports go to any accountant.";
