//! `fleet.toml`: accounts, clients and the simulator.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{AppSettings, Settings};

use crate::checks::ChecksConfig;
use crate::error::{FleetError, Result};
use crate::{profile, secret, template};

/// The example at the root of the repository, which `fleet init` writes.
pub(crate) const EXAMPLE: &str = include_str!("../../../fleet.toml");

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

    fn check(&self) -> Result<(), String> {
        match &self.due {
            Some(due) if self.due().is_none() => Err(format!("due: `{due}` is no date; write it as \"2027-01-31\"")),
            _ if self.rows().is_empty() => Err("query: it is empty; each row that it selects is something still to do".into()),
            _ => Ok(()),
        }
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
        Self::parse(&text).map_err(|message| FleetError::Config { path: path.into(), message })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if config.budget.reserve > 100 {
            return Err(format!("[budget] reserve = {}: it is a percentage, 0 to 100", config.budget.reserve));
        }
        for (name, account) in &config.accounts {
            if let Some(clock) = account.clock.filter(|clock| !(1..=ClockConfig::FASTEST).contains(&clock.speed)) {
                return Err(format!("[accounts.{name}] clock: the speed is {}, not 1 to {}", clock.speed, ClockConfig::FASTEST));
            }
        }
        for (name, account) in &config.accounts {
            if let Some(secret) = &account.webhook_secret {
                secret::check(secret).map_err(|why| format!("[accounts.{name}] webhook_secret: {why}"))?;
            }
        }
        for (client, settings) in &config.clients {
            if let Some(account) = settings.accounts.iter().find(|account| !config.accounts.contains_key(*account)) {
                return Err(format!("client `{client}` names the account `{account}`, but there is no [accounts.{account}]"));
            }
            for name in settings.variables.keys() {
                check_name(name).map_err(|why| format!("[clients.{client}] {why}"))?;
            }
            if settings.accounts.is_empty() && settings.apps.is_empty() {
                return Err(format!("client `{client}` has no apps: give it accounts = [\"…\"] or apps = [\"…\"]"));
            }
        }
        for (pattern, app) in &config.apps {
            for name in app.variables.keys() {
                check_name(name).map_err(|why| format!("[apps.\"{pattern}\"] {why}"))?;
            }
        }
        config.checks.check()?;
        for (name, campaign) in &config.campaigns {
            campaign.check().map_err(|why| format!("[campaigns.{name}] {why}"))?;
        }
        for (profile, answers) in &config.profiles {
            profile::check(answers).map_err(|why| format!("[profiles.{profile}] {why}"))?;
        }
        Ok(config)
    }
}

/// A variable is named in a template like a column.
fn check_name(name: &str) -> Result<(), String> {
    if name == "year" || !template::is_name(name) {
        return Err(format!("variables: `{name}` is no name for a variable; use letters, digits and _, and not `year`"));
    }
    Ok(())
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

    #[test]
    fn mistakes_are_named_with_their_line() {
        let error = Config::parse("[accounts.acme]\nkey = 'x'\n").unwrap_err();
        assert!(error.contains("line 2") && error.contains("`key_id`"), "{error}");
        let error = Config::parse("[budget]\nreserve = 101\n").unwrap_err();
        assert_eq!(error, "[budget] reserve = 101: it is a percentage, 0 to 100");
        let error = Config::parse("[accounts.acme]\nclock = { origin = 0, speed = 0 }\n").unwrap_err();
        assert_eq!(error, "[accounts.acme] clock: the speed is 0, not 1 to 3600");
        let error = Config::parse("[accounts.acme]\nwebhook_secret = 'hunter2'\n").unwrap_err();
        assert!(error.starts_with("[accounts.acme] webhook_secret: ") && !error.contains("hunter2"), "{error}");
        let error = Config::parse("[campaigns.c]\ndue = 'soon'\nquery = 'SELECT 1'\n").unwrap_err();
        assert_eq!(error, "[campaigns.c] due: `soon` is no date; write it as \"2027-01-31\"");
        let error = Config::parse("[clients.acme]\naccounts = ['acme']\n").unwrap_err();
        assert_eq!(error, "client `acme` names the account `acme`, but there is no [accounts.acme]");
    }
}
