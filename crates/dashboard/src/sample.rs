//! A small fleet for tests, put into the mirror the way a sync does.

use std::path::Path;

use store::catalog::catalog;
use store::scope::scope;
use store::{AccountRow, Client, Fleet, Mirror, Row, Settings, Store, StoreError, Value};

/// A name that would be a script if it were not escaped.
pub(crate) const SCRIPT: &str = "<script>alert(1)</script>";

/// An empty database with two accounts and two clients.
pub(crate) fn accounts(path: &Path) -> Store {
    let mut store = Store::open(path).unwrap();
    let account = |name: &str| AccountRow { name: name.into(), issuer_id: None, key_id: format!("KEY-{name}") };
    let client = |name: &str, accounts: &[&str]| Client {
        name: name.into(),
        legal_name: Some(format!("{name} GmbH")),
        accounts: accounts.iter().map(|name| (*name).into()).collect(),
        ..Client::default()
    };
    let clients = vec![client("Northwind", &["north"]), client("Søuth & Co", &["south"])];
    let settings = Settings { clients, ..Settings::default() };
    store.load_fleet(&Fleet { accounts: vec![account("north"), account("south")], settings }).unwrap();
    store
}

/// Two accounts with apps that are as awkward as apps are: hostile, right-to-left, broken, on several platforms.
pub(crate) fn fleet(path: &Path) -> Store {
    let mut store = accounts(path);
    let (north, south) = (store.account("north").unwrap().unwrap(), store.account("south").unwrap().unwrap());
    store
        .write_mirror("sync", |mirror| {
            let mut put = Putter { mirror, account: north, apps: Vec::new() };
            put.app(
                "6444000001",
                "Paper Trail",
                "en-US",
                &[
                    ("IOS", "2.4.0", "READY_FOR_DISTRIBUTION"),
                    ("IOS", "2.5.0", "PREPARE_FOR_SUBMISSION"),
                    ("MAC_OS", "2.4.0", "READY_FOR_DISTRIBUTION"),
                    ("IOS", "2.3.0", "REPLACED_WITH_NEW_VERSION"),
                ],
            )?;
            put.app("6444000002", "דפי זהב", "he", &[("IOS", "1.0", "WAITING_FOR_REVIEW")])?;
            put.app("6444000003", "bell\u{7} and null\0", "ja", &[("VISION_OS", "0.9", "STATE_OF_2031")])?;
            put.app("../../evil", SCRIPT, "de-DE", &[("IOS", "1.0.1", "METADATA_REJECTED")])?;
            put.app("6444000009", "Nothing Yet", "en-US", &[])?;
            put.account = south;
            put.app("6444000001", "Paper Trail", "fr-FR", &[("TV_OS", "3.0", "PENDING_DEVELOPER_RELEASE")])?;
            put.mirror.link_app_infos(&put.apps)?;
            for account in [north, south] {
                put.mirror.finish_scope(account, scope("heartbeat").unwrap(), 0, 1)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    store.assign_apps().unwrap();
    store.fail_scope(south, "app_infos", 1, 1, "Apple answered 500 & gave up").unwrap();
    let staging = store.stage("UPDATE versions SET copyright = '2027 Northwind' WHERE editable AND account = 'north'").unwrap();
    assert_eq!(staging.staged, 2);
    store
        .stage("UPDATE listings SET subtitle = '<b>bold</b> but far too long for a subtitle' WHERE locale = 'de-DE' AND info_editable")
        .unwrap();
    store
}

struct Putter<'a, 'b> {
    mirror: &'a mut Mirror<'b>,
    account: i64,
    apps: Vec<i64>,
}

impl Putter<'_, '_> {
    fn app(&mut self, id: &str, name: &str, locale: &str, versions: &[(&str, &str, &str)]) -> Result<(), StoreError> {
        let bundle_id = format!("com.example.{}", id.trim_matches(|character: char| !character.is_alphanumeric()));
        let app = self.put("apps", id, None, &[("name", name), ("bundle_id", &bundle_id), ("primary_locale", locale)])?;
        self.apps.push(app);
        if versions.is_empty() {
            return Ok(());
        }
        let info = format!("info-{id}");
        let state = if versions[0].2 == "READY_FOR_DISTRIBUTION" { "READY_FOR_DISTRIBUTION" } else { "PREPARE_FOR_SUBMISSION" };
        let info_pk = self.put(
            "app_infos",
            &info,
            Some(app),
            &[("state", state), ("primary_category", "GAMES"), ("primary_subcategory_one", "GAMES_WORD")],
        )?;
        self.put("age_ratings", &info, Some(info_pk), &[("contests", "NONE"), ("violence_realistic", "INFREQUENT")])?;
        let locales = [locale, "ar-SA", "de-DE", "zh-Hans"];
        for (index, locale) in locales.iter().enumerate().filter(|(index, locale)| *index == 0 || **locale != locales[0]) {
            let (name, subtitle) =
                if *locale == "ar-SA" { ("أثر الورق", "كل شيء في مكانه") } else { (name, "Everything in its place") };
            self.put(
                "app_info_localizations",
                &format!("{info}-{locale}"),
                Some(info_pk),
                &[("locale", locale), ("name", name), ("subtitle", subtitle)],
            )?;
            for (number, (platform, version, state)) in versions.iter().enumerate() {
                let version_id = format!("version-{id}-{number}");
                let fields = [
                    ("platform", *platform),
                    ("version_string", *version),
                    ("state", *state),
                    ("copyright", "2026 Northwind"),
                    ("release_type", "AFTER_APPROVAL"),
                    ("created_date", "2026-02-03T08:00:00-08:00"),
                ];
                let version_pk = self.put("versions", &version_id, Some(app), &fields)?;
                let texts = [
                    ("locale", *locale),
                    ("description", "Keep every receipt.\n\n• Scan\n• Sort\n• Forget"),
                    ("keywords", "receipt,scan,tax"),
                    ("support_url", if index == 0 { "https://example.com/support" } else { "javascript:alert(2)" }),
                ];
                self.put("version_localizations", &format!("{version_id}-{locale}"), Some(version_pk), &texts)?;
            }
        }
        self.mirror.finish_scope(self.account, scope("versions").unwrap(), app, 1)?;
        self.mirror.finish_scope(self.account, scope("app_infos").unwrap(), app, 1)
    }

    fn put(&mut self, resource: &str, id: &str, parent: Option<i64>, fields: &[(&str, &str)]) -> Result<i64, StoreError> {
        let resource = catalog().resource(resource).unwrap();
        let values = fields.iter().map(|(name, text)| (resource.field(name).unwrap(), Value::Text((*text).into()))).collect();
        Ok(self.mirror.put(resource, self.account, id, parent, &Row { values, ..Row::default() })?.pk)
    }
}
