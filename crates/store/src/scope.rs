//! What a sync can fetch, read from `sql/scopes.toml`.
//!
//! A scope is one request and where its answer belongs. The engine makes requests from it, the store decides from it
//! what is due: neither knows more of a resource than this table and the catalogue say.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::Error as _;

/// A unit of fetching with its own freshness.
#[derive(Debug)]
pub struct Scope {
    /// Name in `sync_scopes.kind`.
    pub name: String,
    /// Place in the file: scopes are fetched in this order.
    pub rank: usize,
    /// What the command line calls it together with its like.
    pub tier: String,
    /// What one request is for.
    pub per: Per,
    /// Path; `{id}` stands for the id of the row it is asked for.
    pub path: String,
    /// Name of the resource that the answer's data becomes.
    pub resource: String,
    /// Relationship that names the app of each answer, where one request was for many apps.
    pub owner: Option<String>,
    /// What comes along.
    pub include: Vec<Include>,
    /// Resources of which only the catalogue's attributes are asked for.
    pub sparse: Sparse,
    /// `filter[…]`.
    pub filter: Vec<(String, Vec<String>)>,
    /// `exists[…]`.
    pub exists: Vec<(String, bool)>,
    /// `fields[…]` that do not follow from the catalogue.
    pub fields: Vec<(String, Vec<String>)>,
    /// `sort`.
    pub sort: Option<String>,
    /// The answer comes newest first by this field and is read up to what is known.
    pub since: Option<String>,
    /// Whether what is missing in the answer has gone.
    pub is_whole: bool,
    /// Whether a 404 says that there is nothing.
    pub is_empty_when_missing: bool,
    /// Whether the answer is one resource and no list, so that there are no pages.
    pub is_single: bool,
    /// SQL that is true for the rows that are asked for, and why the others are not.
    pub condition: Option<(String, String)>,
    /// Another scope of the same row whose fetch makes this one superfluous.
    pub fresh_by: Option<String>,
    /// When nothing can change any more.
    pub freeze: Option<Freeze>,
    /// Seconds after which it is due again when it was not asked for by name.
    pub cadence: u64,
}

/// What one request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Per {
    /// The account.
    Account,
    /// As many apps as fit.
    Apps,
    /// One row of the named resource.
    Row(String),
}

/// A relationship whose resources come along.
#[derive(Debug)]
pub struct Include {
    /// Name of the relationship.
    pub relationship: String,
    /// Whether it is to-many, and so may be cut short.
    pub is_many: bool,
    /// Name of the resource they become; `None` where only the linkage is wanted.
    pub resource: Option<String>,
}

/// Resources of which only the catalogue's attributes are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Sparse {
    /// All or none.
    All(bool),
    /// These.
    Only(Vec<String>),
}

/// When nothing of a scope can change any more.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    /// Resource whose state decides: an ancestor of the scope's rows, or all of that resource below the row.
    pub of: String,
    /// States in which Apple refuses edits.
    pub states: Vec<String>,
    /// SQL that is true when it changes all the same.
    pub unless: Option<String>,
}

/// Returns all scopes, in the order in which they are fetched.
///
/// # Panics
/// Only when the compiled-in file is wrong, which the tests of this crate rule out.
pub fn scopes() -> &'static [Scope] {
    static SCOPES: LazyLock<Vec<Scope>> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "the text is compiled in and parsed by every test run")]
        parse(include_str!("../../../sql/scopes.toml")).expect("sql/scopes.toml lists scopes")
    });
    &SCOPES
}

/// Finds a scope by its name.
pub fn scope(name: &str) -> Option<&'static Scope> {
    scopes().iter().find(|scope| scope.name == name)
}

/// Names of the tiers, in the order in which they are fetched.
pub fn tiers() -> Vec<&'static str> {
    let mut tiers: Vec<&str> = Vec::new();
    for scope in scopes() {
        if !tiers.contains(&scope.tier.as_str()) {
            tiers.push(&scope.tier);
        }
    }
    tiers
}

impl Scope {
    /// Whether only the catalogue's attributes of a resource are asked for.
    pub fn is_sparse(&self, resource: &str) -> bool {
        match &self.sparse {
            Sparse::All(all) => *all,
            Sparse::Only(names) => names.iter().any(|name| name == resource),
        }
    }

    /// Name of the resource of whose rows one is asked for at a time, if it is one.
    pub fn row(&self) -> Option<&str> {
        match &self.per {
            Per::Row(resource) => Some(resource),
            Per::Account | Per::Apps => None,
        }
    }
}

fn parse(text: &str) -> Result<Vec<Scope>, toml::de::Error> {
    let file: File = toml::from_str(text)?;
    let mut scopes = Vec::new();
    for (rank, (name, value)) in file.scope.into_iter().enumerate() {
        let file_scope: ScopeFile = value.try_into()?;
        let freeze = file_scope.freeze.as_ref().map(|rule| {
            let rule = file.freeze.get(rule).cloned().ok_or_else(|| toml::de::Error::custom(format!("no freeze rule {rule}")))?;
            rule.try_into()
        });
        scopes.push(file_scope.named(name, rank, freeze.transpose()?));
    }
    Ok(scopes)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    freeze: toml::Table,
    scope: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeFile {
    tier: String,
    per: String,
    path: String,
    resource: String,
    owner: Option<String>,
    #[serde(default)]
    include: toml::Table,
    #[serde(default = "nothing")]
    sparse: Sparse,
    #[serde(default)]
    filter: toml::Table,
    #[serde(default)]
    exists: toml::Table,
    #[serde(default)]
    fields: toml::Table,
    sort: Option<String>,
    since: Option<String>,
    #[serde(default = "yes")]
    whole: bool,
    #[serde(default)]
    empty: bool,
    #[serde(default)]
    single: bool,
    #[serde(rename = "where")]
    condition: Option<String>,
    unless: Option<String>,
    fresh_by: Option<String>,
    freeze: Option<String>,
    cadence: Option<String>,
}

impl ScopeFile {
    fn named(self, name: String, rank: usize, freeze: Option<Freeze>) -> Scope {
        let include = self.include.into_iter().map(|(relationship, resource)| Include {
            is_many: relationship.ends_with("[]"),
            relationship: relationship.trim_end_matches("[]").to_owned(),
            resource: resource.as_str().filter(|resource| !resource.is_empty()).map(ToOwned::to_owned),
        });
        Scope {
            name,
            rank,
            tier: self.tier,
            per: match self.per.as_str() {
                "account" => Per::Account,
                "apps of the account" => Per::Apps,
                _ => Per::Row(self.per),
            },
            path: self.path,
            resource: self.resource,
            owner: self.owner,
            include: include.collect(),
            sparse: self.sparse,
            filter: lists(self.filter),
            exists: self.exists.into_iter().filter_map(|(name, value)| Some((name, value.as_bool()?))).collect(),
            fields: lists(self.fields),
            sort: self.sort,
            since: self.since,
            is_whole: self.whole,
            is_empty_when_missing: self.empty,
            is_single: self.single,
            condition: self.condition.map(|sql| (sql, self.unless.unwrap_or_default())),
            fresh_by: self.fresh_by,
            freeze,
            cadence: self.cadence.as_deref().map_or(0, seconds),
        }
    }
}

fn lists(table: toml::Table) -> Vec<(String, Vec<String>)> {
    let texts = |value: toml::Value| value.try_into().unwrap_or_default();
    table.into_iter().map(|(name, value)| (name, texts(value))).collect()
}

/// Reads `1h` or `30d`.
fn seconds(text: &str) -> u64 {
    let (number, unit) = text.split_at(text.len().saturating_sub(1));
    number.parse::<u64>().unwrap_or_default() * if unit == "h" { 3_600 } else { 86_400 }
}

fn nothing() -> Sparse {
    Sparse::All(false)
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::{Per, scopes, tiers};
    use crate::catalog::catalog;

    #[test]
    fn every_name_in_the_file_is_known() {
        let catalog = catalog();
        for scope in scopes() {
            assert!(catalog.resource(&scope.resource).is_some(), "{}", scope.name);
            for resource in scope.include.iter().filter_map(|include| include.resource.as_ref()) {
                assert!(catalog.resource(resource).is_some(), "{}: {resource}", scope.name);
            }
            if let Per::Row(resource) = &scope.per {
                assert!(catalog.resource(resource).is_some() && scope.path.contains("{id}"), "{}", scope.name);
            }
            if let Some(other) = &scope.fresh_by {
                assert!(super::scope(other).is_some(), "{}: {other}", scope.name);
            }
            if let Some(freeze) = &scope.freeze {
                assert!(catalog.resource(&freeze.of).is_some_and(|resource| resource.field("state").is_some()), "{}", scope.name);
            }
            if let Some(since) = &scope.since {
                assert!(catalog.resource(&scope.resource).unwrap().field(since).is_some(), "{}", scope.name);
            }
        }
        for resource in &catalog.resources {
            assert!(super::scope(&resource.scope).is_some(), "{}", resource.name);
        }
    }

    #[test]
    fn tiers_come_in_the_order_in_which_requests_are_spent() {
        assert_eq!(&tiers()[..3], ["states", "texts", "media"]);
    }
}
