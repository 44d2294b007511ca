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
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("fleet.db");
    let start = Instant::now();
    let mut store = Store::open(&path).expect("a database");
    println!("open + schema: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let account = AccountRow { name: "acme".into(), issuer_id: None, key_id: "K".into() };
    store.load_fleet(&Fleet { accounts: vec![account], clients: Vec::new() }).expect("a fleet");
    for title in ["first load", "again, without news"] {
        let before = size(&path);
        let start = Instant::now();
        let rows: usize = (0..APPS).map(|app| page(&mut store, app)).sum();
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{title}: {rows} rows in {seconds:.2} s, {:.0} rows/s; the file has grown by {} kB",
            rows as f64 / seconds,
            (size(&path) - before) / 1024
        );
    }
    store.checkpoint().expect("a checkpoint");
    println!("file: {:.1} MB", size(&path) as f64 / 1e6);
}

/// What the requests for one app bring, one transaction each: its versions with all texts, its app infos with theirs.
fn page(store: &mut Store, app: usize) -> usize {
    let mut rows = 0;
    let versions = store.write_mirror::<_, StoreError>("sync", |mirror| {
        let mut put = Putter { mirror, rows: 0 };
        let row = put.put("apps", &app.to_string(), None, &[("name", "An app"), ("bundle_id", "com.acme.app")])?;
        for (version, state) in ["READY_FOR_DISTRIBUTION", "PREPARE_FOR_SUBMISSION"].into_iter().enumerate() {
            let id = format!("version-{app}-{version}");
            let fields = [("platform", "IOS"), ("version_string", "1.2"), ("state", state), ("copyright", "2026 ACME")];
            let version = put.put("versions", &id, Some(row), &fields)?;
            for locale in 0..LOCALES {
                let locale = format!("l{locale:02}");
                let texts =
                    [("locale", locale.as_str()), ("description", DESCRIPTION), ("keywords", "one,two,three"), ("whats_new", "News")];
                put.put("version_localizations", &format!("{id}-{locale}"), Some(version), &texts)?;
            }
        }
        rows += put.rows;
        Ok(row)
    });
    let (row, _) = versions.expect("a page of versions");
    let infos = store.write_mirror::<_, StoreError>("sync", |mirror| {
        let mut put = Putter { mirror, rows: 0 };
        let id = format!("info-{app}");
        let info = put.put("app_infos", &id, Some(row), &[("state", "PREPARE_FOR_SUBMISSION")])?;
        for locale in 0..LOCALES {
            let locale = format!("l{locale:02}");
            put.put("app_info_localizations", &format!("{id}-{locale}"), Some(info), &[("locale", &locale), ("name", "An app")])?;
        }
        rows += put.rows;
        Ok(())
    });
    infos.expect("a page of app infos");
    rows
}

struct Putter<'a, 'b> {
    mirror: &'a mut Mirror<'b>,
    rows: usize,
}

impl Putter<'_, '_> {
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
