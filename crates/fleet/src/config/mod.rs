//! `fleet.toml`: accounts, clients and the simulator.

mod mistake;
mod outline;
mod relations;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{AppSettings, Settings};
use toml::de::DeTable;

use crate::checks::ChecksConfig;
use crate::error::{FleetError, Result};
use mistake::Mistake;

pub(crate) use mistake::Told;

/// The example at the root of the repository, which `fleet init` writes.
pub(crate) const EXAMPLE: &str = include_str!("../../../../fleet.toml");

/// The whole file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// A command for `sh -c` that is run for every change of state.
    pub(crate) on_change: Option<String>,
    /// Present: nothing leaves this computer.
    pub(crate) simulator: Option<SimulatorConfig>,
    /// The requests of the hour.
    #[serde(default)]
    pub(crate) budget: BudgetConfig,
    /// What holds submissions back.
    #[serde(default)]
    pub(crate) submit: SubmitConfig,
    /// API keys by name.
    #[serde(default)]
    pub(crate) accounts: BTreeMap<String, AccountConfig>,
    /// Clients by name.
    #[serde(default)]
    pub(crate) clients: BTreeMap<String, ClientConfig>,
    /// Tags and variables by bundle id, pattern of bundle ids, or id.
    #[serde(default)]
    pub(crate) apps: BTreeMap<String, AppConfig>,
    /// What findings weigh, and which are known.
    #[serde(default)]
    pub(crate) checks: ChecksConfig,
    /// Queries with a due date, by name.
    #[serde(default)]
    pub(crate) campaigns: BTreeMap<String, CampaignConfig>,
    /// Age-rating answers by the name of the profile.
    #[serde(default)]
    pub(crate) profiles: BTreeMap<String, BTreeMap<String, toml::Value>>,
}

/// The generated world.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SimulatorConfig {
    /// Apps over all accounts.
    pub(crate) apps: usize,
    /// Seed of the world.
    pub(crate) seed: u64,
    /// Requests an hour and key.
    pub(crate) hourly_limit: u32,
}

/// How the requests of the hour are shared out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BudgetConfig {
    /// Percent that reading leaves to writes, to people and to other programs.
    pub(crate) reserve: u32,
}

/// What holds submissions back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubmitConfig {
    /// How many versions of a client one run submits.
    pub(crate) at_most_per_client: Option<usize>,
    /// Queries that say what must not be submitted, and why.
    #[serde(default)]
    pub(crate) policies: Vec<String>,
}

/// A server's clock that runs faster than real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClockConfig {
    /// Unix seconds of real time at which both clocks agreed.
    pub(crate) origin: i64,
    /// Seconds that pass there in a real one.
    pub(crate) speed: u32,
}

/// One API key.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountConfig {
    pub(crate) key_id: Option<String>,
    pub(crate) issuer_id: Option<String>,
    pub(crate) key_path: Option<PathBuf>,
    pub(crate) api_key_path: Option<PathBuf>,
    /// The private key is in the keychain of the system, under its id.
    #[serde(default)]
    pub(crate) keychain: bool,
    pub(crate) base_url: Option<String>,
    pub(crate) clock: Option<ClockConfig>,
    /// Where the secret of the account's webhooks is.
    pub(crate) webhook_secret: Option<String>,
}

/// Whom apps belong to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientConfig {
    pub(crate) legal_name: Option<String>,
    #[serde(default)]
    pub(crate) accounts: Vec<String>,
    #[serde(default)]
    pub(crate) apps: Vec<String>,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    #[serde(default)]
    pub(crate) variables: BTreeMap<String, Variable>,
}

/// What some apps have of their own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppConfig {
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    #[serde(default)]
    pub(crate) variables: BTreeMap<String, Variable>,
    /// The folder that has its fastlane tree.
    pub(crate) fastlane: Option<PathBuf>,
}

/// Work on the whole fleet that is to be done until a day.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CampaignConfig {
    title: Option<String>,
    due: Option<String>,
    query: String,
}

/// The value of a variable, which becomes part of a text.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Variable {
    Text(String),
    Number(i64),
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self { apps: 60, seed: 2026, hourly_limit: 3600 }
    }
}

impl Default for BudgetConfig {
    fn default() -> Self {
        Self { reserve: 10 }
    }
}

impl ClockConfig {
    /// The fastest that tokens are still good when they arrive.
    pub(crate) const FASTEST: u32 = 3_600;

    /// The moment of real time at which both clocks agreed.
    pub(crate) fn origin(self) -> Timestamp {
        Timestamp::from_second(self.origin).unwrap_or_default()
    }
}

impl CampaignConfig {
    /// A campaign without a title.
    #[cfg(test)]
    pub(crate) fn new(query: &str, due: Option<&str>) -> Self {
        Self { title: None, due: due.map(ToOwned::to_owned), query: query.into() }
    }

    /// Its title, or else its name.
    pub(crate) fn title<'a>(&'a self, name: &'a str) -> &'a str {
        self.title.as_deref().unwrap_or(name)
    }

    /// When it is due.
    pub(crate) fn due(&self) -> Option<Date> {
        self.due.as_deref()?.parse().ok()
    }

    /// The query as it can be part of another one.
    pub(crate) fn rows(&self) -> String {
        self.query.trim().trim_end_matches(';').to_owned()
    }
}

impl Variable {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

impl Config {
    /// What it says of apps, for the database.
    pub(crate) fn settings(&self) -> Settings {
        let texts = |variables: &BTreeMap<String, Variable>| variables.iter().map(|(name, value)| (name.clone(), value.text())).collect();
        let clients = self.clients.iter().map(|(name, client)| store::Client {
            name: name.clone(),
            legal_name: client.legal_name.clone(),
            accounts: client.accounts.clone(),
            apps: client.apps.clone(),
            tags: client.tags.clone(),
            variables: texts(&client.variables),
        });
        let apps = self.apps.iter().map(|(pattern, app)| AppSettings {
            pattern: pattern.clone(),
            tags: app.tags.clone(),
            variables: texts(&app.variables),
        });
        let mut settings = Settings { clients: clients.collect(), apps: apps.collect(), digest: String::new() };
        let digest = Sha256::digest(format!("{settings:?}"));
        settings.digest = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        settings
    }

    /// Reads and checks a file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| FleetError::Read { path: path.into(), source })?;
        Self::parse(&text).map_err(|mistakes| FleetError::Config { path: path.into(), mistakes })
    }

    /// Reads and checks a text. All mistakes are told at once.
    pub(crate) fn parse(text: &str) -> Result<Self, Vec<Told>> {
        let (file, errors) = DeTable::parse_recoverable(text);
        let mut mistakes: Vec<Mistake> =
            errors.into_iter().map(|error| Mistake::syntax(error.span().unwrap_or_default(), error.message().to_owned())).collect();
        if mistakes.is_empty() {
            mistakes = outline::check(file.get_ref());
            mistakes.extend(relations::check(file.get_ref()));
        }
        if mistakes.is_empty() {
            match Self::deserialize(toml::de::Deserializer::from(file)) {
                Ok(config) => return Ok(config),
                Err(error) => mistakes.push(Mistake::new(error.span().unwrap_or_default(), error.message().to_owned())),
            }
        }
        mistakes.sort_by_key(Mistake::start);
        let mut told: Vec<Told> = mistakes.into_iter().map(|mistake| mistake.told(text)).collect();
        // What follows from the first mistake of a place is none of its own.
        told.dedup_by(|next, first| next.place == first.place);
        Err(told)
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, EXAMPLE};

    #[test]
    fn the_example_is_right() {
        let config = Config::parse(EXAMPLE).unwrap();
        assert_eq!(config.simulator.unwrap().apps, 60);
        assert_eq!((config.accounts.len(), config.budget.reserve), (3, 10));
        assert_eq!(config.clients["acme"].legal_name.as_deref(), Some("ACME GmbH"));
    }

    /// What is wrong with a text, a line each.
    fn wrong(text: &str) -> String {
        let mistakes = Config::parse(text).unwrap_err();
        mistakes
            .iter()
            .map(|mistake| format!("{}: {}", mistake.place.replace("fleet.toml:", ""), mistake.says))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, says) in [
            ("[accounts.acme]\nkey_ID = 'x'", "2:1: there is no `key_ID` in [accounts.acme]; did you mean `key_id`?"),
            ("[acounts.acme]", "1:2: there is no `acounts` in fleet.toml; did you mean `accounts`?"),
            ("[budget]\nreserve = 101", "2:11: `reserve` of [budget] takes a whole number from 0 to 100"),
            ("[budget]\nreserve = '10'", "2:11: `reserve` of [budget] takes a whole number from 0 to 100, not text"),
            ("[clients.a]\napps = 'com.a'", "2:8: `apps` of [clients.a] takes a list of texts, such as [\"one\", \"two\"], not text"),
            ("[accounts.a]\nclock = { origin = 0, speed = 0 }", "2:31: `speed` of [accounts.a.clock] takes a whole number from 1 to 3600"),
            ("[accounts.a]\nclock = { origin = 0 }", "2:1: [accounts.a.clock] has no `speed`"),
            (
                "[campaigns.c]\ndue = 'soon'\nquery = 'SELECT 1'",
                "2:7: `due` of [campaigns.c]: `soon` is no date; write it as \"2027-01-31\"",
            ),
            ("[campaigns.c]", "1:12: [campaigns.c] has no `query`"),
            ("[clients.acme]\naccounts = ['acme']", "2:13: client `acme` names the account `acme`, but there is no [accounts.acme]"),
            (
                "[accounts.acme]\n[clients.a]\naccounts = ['acne']",
                "3:13: client `a` names the account `acne`, but there is no [accounts.acne]; did you mean `acme`?",
            ),
            ("[clients.acme]", "1:10: client `acme` has no apps: give it accounts = [\"…\"] or apps = [\"…\"]"),
            ("[clients.a]\napps = ['com.a.*']\n[clients.b]\napps = ['com.a.*']", "4:9: `com.a.*` is an app of client `a` already"),
            ("[clients.a]\napps = ['com.[a']", "2:9: `apps` of [clients.a]: `com.[a` has a `[` that is never closed, and fits nothing"),
            (
                "[apps.'com.a']\nvariables = { year = 1 }",
                "2:15: [apps.\"com.a\".variables]: `year` is no name for a variable; use letters, digits and _, and not `year`",
            ),
            (
                "[checks]\nlevels = { a = 'bad' }",
                "2:16: `a` of [checks.levels]: `bad` is no level; the levels are error, warning, manual and info, and off",
            ),
            (
                "[[checks.suppressions]]\ncheck = 'a'\nreason = 'r'\nuntil = 'soon'",
                "4:9: `until` of [checks.suppressions]: `soon` is no date; write it as \"2027-01-31\"",
            ),
            ("[profiles.p]\ngamblin = true", "2:1: [profiles.p] `gamblin` is no question of the age rating; did you mean `gambling`?"),
            ("[accounts.a]\nkeychain = true", "1:11: account `a` says keychain, but no key_id: it is the name of the key there"),
            ("[accounts.a]\nkey_path = 'k.p8'", "2:12: account `a` has no key_id, and the name of `k.p8` is not AuthKey_<key id>.p8"),
            ("[apps.'com.*']\nfastlane = 'x'", "2:12: a fastlane tree is that of one app, and `com.*` is a pattern"),
            ("[accounts.a]\n[accounts.a]", "2:11: duplicate key"),
            ("a = 'x\nb = 1", "1:7: invalid literal string, expected `'`"),
        ] {
            assert_eq!(wrong(text), says, "{text}");
        }
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = "on_chance = 'x'\n[budget]\nreserve = 101\n[clients.acme]\naccounts = ['acme', 7]\n[accounts.umbra]\nwebhook_secret = 'hunter2'\n";
        assert_eq!(wrong(text).lines().count(), 5, "{}", wrong(text));
        let told: Vec<String> = Config::parse(text).unwrap_err().iter().flat_map(super::Told::lines).collect();
        assert!(!told.concat().contains("hunter2"), "{told:?}");
        assert_eq!(wrong("a = \n[b\nc = 1\nd = ]\n").lines().count(), 3, "syntax, too");
    }
}
