//! A fleet that is put into a mirror without a network: each app has a live version and a draft in twelve languages,
//! each with three sets of five screenshots, an app info with its texts, and an age rating; 473 rows an app.

use std::path::{Path, PathBuf};

use store::catalog::catalog;
use store::{AccountRow, Fleet, Mirror, Row, Store, StoreError, Value};
use tempfile::TempDir;

/// Languages of each app.
pub(crate) const LOCALES: [&str; 12] = ["da", "de-DE", "en-GB", "en-US", "es-ES", "fi", "fr-FR", "it", "ja", "ko", "nl-NL", "sv"];
const SETS: [&str; 3] = ["APP_IPHONE_67", "APP_IPHONE_61", "APP_IPAD_PRO_3GEN_129"];
const SCREENSHOTS: usize = 5;
/// Apps whose rows go into one transaction: 5,000 rows, as a sync flushes them.
const APPS_AT_ONCE: usize = 10;

/// A workspace with an empty mirror, or a filled one.
pub(crate) struct World {
    folder: TempDir,
    /// The open mirror.
    pub(crate) store: Store,
    /// How many apps [`World::fill`] writes.
    pub(crate) apps: usize,
}

impl World {
    /// A workspace with one account and no app.
    pub(crate) fn empty(apps: usize) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(
            folder.path().join("fleet.toml"),
            "[accounts.acme]\nkey_id = \"2X9R4HXF34\"\nissuer_id = \"57246542-96fe-1a63-e053-0824d011072a\"\nkey_path = \"key.p8\"\n\
             base_url = \"http://127.0.0.1:9\"\n",
        )
        .expect("a configuration");
        let store = open(folder.path());
        let mut world = Self { folder, store, apps };
        let issuer_id = Some("57246542-96fe-1a63-e053-0824d011072a".into());
        let account = AccountRow { name: "acme".into(), issuer_id, key_id: "2X9R4HXF34".into() };
        world.store.load_fleet(&Fleet { accounts: vec![account], ..Fleet::default() }).expect("a fleet");
        world
    }

    /// Writes everything Apple would say, or again; returns how many rows that are.
    pub(crate) fn fill(&mut self) -> usize {
        let mut rows = 0;
        for first in (0..self.apps).step_by(APPS_AT_ONCE) {
            let last = self.apps.min(first + APPS_AT_ONCE);
            let written = self.store.write_mirror::<_, StoreError>("sync", |mirror| {
                let mut putter = Putter { mirror, rows: 0 };
                (first..last).try_for_each(|app| putter.app(app))?;
                Ok(putter.rows)
            });
            rows += written.expect("rows are written").0;
        }
        rows
    }

    /// The folder of the workspace.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The file of the mirror.
    pub(crate) fn database(&self) -> PathBuf {
        self.path().join(".fleet/fleet.db")
    }

    /// Bytes of the mirror and of its log.
    pub(crate) fn size(&self) -> u64 {
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        size(&self.database()) + size(&self.database().with_extension("db-wal"))
    }

    /// How many rows a query has.
    pub(crate) fn rows(&self, sql: &str) -> usize {
        self.store.query(sql, &[]).expect("rows").rows.len()
    }

    /// The number that a query counts.
    pub(crate) fn count(&self, sql: &str) -> usize {
        let rows = self.store.query(sql, &[]).expect("a number").rows;
        rows[0][0].as_integer().and_then(|count| usize::try_from(count).ok()).expect("a number")
    }
}

/// Opens the mirror of a workspace.
pub(crate) fn open(workspace: &Path) -> Store {
    std::fs::create_dir_all(workspace.join(".fleet")).expect("a folder");
    Store::open(&workspace.join(".fleet/fleet.db")).expect("a database")
}

struct Putter<'a, 'b> {
    mirror: &'a mut Mirror<'b>,
    rows: usize,
}

impl Putter<'_, '_> {
    /// What the requests for one app bring. Every tenth app lacks something in one language, so that checks find it.
    fn app(&mut self, app: usize) -> Result<(), StoreError> {
        let (name, bundle) = (format!("Receipts {app}"), format!("com.acme.app{app}"));
        let fields = [("name", name.as_str()), ("bundle_id", &bundle), ("sku", &bundle), ("primary_locale", "en-US")];
        let row = self.put("apps", &app.to_string(), None, None, &fields)?;
        for (version, state) in ["READY_FOR_DISTRIBUTION", "PREPARE_FOR_SUBMISSION"].into_iter().enumerate() {
            let id = format!("version-{app}-{version}");
            let number = format!("1.{version}");
            let fields = [("platform", "IOS"), ("version_string", &number), ("state", state), ("copyright", "2026 ACME")];
            let version = self.put("versions", &id, Some(row), None, &fields)?;
            for locale in LOCALES {
                let news = if app % 10 == 7 && locale == "it" { "" } else { "Small mends." };
                let texts = [("locale", locale), ("description", DESCRIPTION), ("keywords", "one,two,three"), ("whats_new", news)];
                let id = format!("{id}-{locale}");
                let localization = self.put("version_localizations", &id, Some(version), None, &texts)?;
                SETS.into_iter().try_for_each(|display_type| self.set(&id, localization, display_type))?;
            }
        }
        let id = format!("info-{app}");
        let info = self.put("app_infos", &id, Some(row), None, &[("state", "PREPARE_FOR_SUBMISSION")])?;
        self.put("age_ratings", &id, Some(info), None, &[("contests", "NONE")])?;
        for locale in LOCALES {
            let texts = [("locale", locale), ("name", &name)];
            self.put("app_info_localizations", &format!("{id}-{locale}"), Some(info), None, &texts)?;
        }
        Ok(())
    }

    fn set(&mut self, localization: &str, parent: i64, display_type: &str) -> Result<(), StoreError> {
        let id = format!("{localization}-{display_type}");
        let set = self.put("screenshot_sets", &id, Some(parent), None, &[("display_type", display_type)])?;
        for place in 0..SCREENSHOTS {
            let (file, checksum) = (format!("{place}.png"), format!("{:032x}", self.rows));
            let fields = [("file_name", file.as_str()), ("checksum", &checksum), ("delivery_state", "COMPLETE")];
            self.put("screenshots", &format!("{id}-{place}"), Some(set), Some(place), &fields)?;
        }
        Ok(())
    }

    fn put(
        &mut self,
        resource: &str,
        id: &str,
        parent: Option<i64>,
        place: Option<usize>,
        fields: &[(&str, &str)],
    ) -> Result<i64, StoreError> {
        let resource = catalog().resource(resource).expect("a resource of the catalogue");
        let field = |name: &str| resource.field(name).expect("a field of the catalogue");
        let values = fields.iter().map(|(name, text)| (field(name), Value::Text((*text).into()))).collect();
        let position = place.and_then(|place| i64::try_from(place).ok());
        self.rows += 1;
        Ok(self.mirror.put(resource, 1, id, parent, &Row { values, extra: Some(Value::Null), position })?.pk)
    }
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
