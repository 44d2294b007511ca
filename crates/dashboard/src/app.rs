//! Apps as the overview lists them, each with the page that is about it.

use std::collections::{HashMap, HashSet};

use store::Reader;

use crate::DashboardError;
use crate::query::{AppKey, Row, query};
use crate::readiness::Readiness;
use crate::report::Selection;
use crate::version::{self, Version};

/// One app of one account. A team that has two keys has its apps twice.
#[derive(Debug)]
pub(crate) struct App {
    /// Name of its account.
    pub(crate) account: String,
    /// The client it belongs to.
    pub(crate) client: Option<String>,
    /// The page of that client, relative to the folder of the report.
    pub(crate) client_page: Option<String>,
    /// Apple's id.
    pub(crate) id: String,
    /// Name in the primary locale; the bundle id or the id where Apple gives none.
    pub(crate) name: String,
    /// Bundle id.
    pub(crate) bundle_id: String,
    /// The number for the developer's own books.
    pub(crate) sku: String,
    /// Primary locale.
    pub(crate) primary_locale: Option<String>,
    /// Locales of its current versions.
    pub(crate) locales: i64,
    /// Fields staged, whatever their resource.
    pub(crate) staged: i64,
    /// Whether it could be submitted, when the checks last ran.
    pub(crate) readiness: Readiness,
    /// What stands in the way of a submission.
    pub(crate) errors: i64,
    /// What a reviewer may reject.
    pub(crate) warnings: i64,
    /// The file of its icon, below the folder of images.
    pub(crate) icon: Option<String>,
    /// When its states were fetched, Unix seconds.
    pub(crate) states_at: Option<i64>,
    /// When its texts were fetched, Unix seconds.
    pub(crate) texts_at: Option<i64>,
    /// Its versions, newest first within a platform.
    pub(crate) versions: Vec<Version>,
    /// Its page, relative to the folder of the report.
    pub(crate) page: String,
    /// The page of its listings.
    pub(crate) listings_page: String,
}

/// Reads all apps, in the order of the overview.
pub(crate) fn read(reader: &Reader) -> Result<Vec<App>, DashboardError> {
    let apps = query!("report_apps").fleet(reader)?;
    let mut versions = version::read(reader)?;
    let (mut taken, mut taken_by_clients, mut clients) = (HashSet::new(), HashSet::new(), HashMap::new());
    let read = |row: Row<'_>| {
        let page = |client: &str| {
            let page = clients.entry(client.to_owned());
            page.or_insert_with(|| format!("clients/{}.html", unique(&slug(client), &mut taken_by_clients))).clone()
        };
        App { client_page: row.text("client").map(page), ..App::new(row, &mut versions, &mut taken) }
    };
    Ok(apps.iter().map(read).collect())
}

/// Which of all apps are meant.
///
/// # Errors
/// Those of the condition, which a person wrote.
pub(crate) fn selected(reader: &Reader, apps: Vec<App>, selection: &Selection) -> Result<Vec<App>, DashboardError> {
    let Some((condition, parameters)) = &selection.condition else { return Ok(apps) };
    let keys = reader
        .query(&format!("SELECT account, id FROM apps WHERE {condition}"), parameters)
        .map_err(|source| DashboardError::Query { query: "selection", source })?;
    let keys: HashSet<AppKey> = keys.rows.iter().map(|row| (row[0].to_string(), row[1].to_string())).collect();
    Ok(apps.into_iter().filter(|app| keys.contains(&app.key())).collect())
}

impl App {
    fn new(row: Row<'_>, versions: &mut HashMap<AppKey, Vec<Version>>, taken: &mut HashSet<String>) -> Self {
        let (account, id) = (row.string("account"), row.string("id"));
        let name = ["name", "bundle_id", "id"].iter().find_map(|column| row.text(column)).unwrap_or("unnamed");
        let stem = file_name(&id, taken);
        Self {
            client: row.text("client").map(ToOwned::to_owned),
            client_page: None,
            name: name.to_owned(),
            bundle_id: row.string("bundle_id"),
            sku: row.string("sku"),
            primary_locale: row.text("primary_locale").map(ToOwned::to_owned),
            locales: row.integer("locales").unwrap_or_default(),
            staged: row.integer("staged").unwrap_or_default(),
            readiness: Readiness::of(row.text("readiness")),
            errors: row.integer("errors").unwrap_or_default(),
            warnings: row.integer("warnings").unwrap_or_default(),
            icon: row.text("icon").map(ToOwned::to_owned),
            states_at: row.integer("states_at"),
            texts_at: row.integer("texts_at"),
            versions: versions.remove(&(account.clone(), id.clone())).unwrap_or_default(),
            page: format!("apps/{stem}.html"),
            listings_page: format!("listings/{stem}.html"),
            account,
            id,
        }
    }

    /// What names it across accounts.
    pub(crate) fn key(&self) -> AppKey {
        (self.account.clone(), self.id.clone())
    }

    /// Its address in App Store Connect, if its id is the number that Apple's ids are.
    pub(crate) fn address(&self) -> Option<String> {
        let is_number = !self.id.is_empty() && self.id.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| format!("https://appstoreconnect.apple.com/apps/{}", self.id))
    }
}

/// A file name, without ending, that is safe on every file system: the id itself where it is plain, else its hash. A
/// name that is taken, also in other capitals, gets a number.
fn file_name(id: &str, taken: &mut HashSet<String>) -> String {
    let is_plain = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    let stem = if is_plain { id.to_owned() } else { format!("id-{:016x}", fnv_1a(id.as_bytes())) };
    unique(&stem, taken)
}

/// The name of a client as part of an address; its hash where nothing of it can be that.
fn slug(client: &str) -> String {
    let words = client.to_lowercase();
    let words: Vec<&str> = words.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let slug = words.join("-");
    if (1..=64).contains(&slug.len()) { slug } else { format!("client-{:016x}", fnv_1a(client.as_bytes())) }
}

/// The name, or the name with the first number that is free.
fn unique(stem: &str, taken: &mut HashSet<String>) -> String {
    let mut name = stem.to_owned();
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{stem}-{number}");
        number += 1;
    }
    name
}

/// The FNV-1a hash, which is short, stable between versions and all that is needed where collisions are numbered.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe_and_never_shared() {
        let mut taken = HashSet::new();
        let names: Vec<_> = ["6444000001", "Ab_-9", "aB_-9", "../../etc/passwd", "", "a/b", "6444000001"]
            .iter()
            .map(|id| file_name(id, &mut taken))
            .collect();
        assert_eq!(names[..3], ["6444000001", "Ab_-9", "aB_-9-2"]);
        assert_eq!(names[6], "6444000001-2");
        for name in &names {
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)), "{name}");
        }
        let different: HashSet<_> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(different.len(), names.len());
    }

    #[test]
    fn clients_have_addresses_that_people_can_read() {
        assert_eq!(["ACME GmbH & Co", "globex", "Søuth"].map(slug), ["acme-gmbh-co", "globex", "s-uth"]);
        assert!(slug("株式会社").starts_with("client-") && slug("../..").starts_with("client-"));
        let mut taken = HashSet::new();
        assert_eq!(["a", "a", "A"].map(|name| unique(name, &mut taken)), ["a", "a-2", "A-3"]);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv_1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
