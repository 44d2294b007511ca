//! `[checks]` of `fleet.toml`: what a finding weighs for whom, and which are known and left alone for a while.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use store::check::{Check, Level};
use store::{CheckedApp, Finding};

use super::must_exist;
use crate::error::{FleetError, Result};

/// `[checks]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ChecksConfig {
    /// Levels by check, for everybody; `off` turns one off.
    levels: BTreeMap<String, String>,
    /// Levels for some.
    policies: Vec<PolicyConfig>,
    /// Findings that are known.
    suppressions: Vec<Suppression>,
}

/// `[[checks.policies]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyConfig {
    #[serde(flatten)]
    whose: Whose,
    levels: BTreeMap<String, String>,
}

/// `[[checks.suppressions]]`.
#[derive(Debug, Clone, Deserialize)]
struct Suppression {
    check: String,
    #[serde(flatten)]
    whose: Whose,
    #[serde(default)]
    locales: Vec<String>,
    reason: String,
    until: String,
}

/// Apps by client, tag, or pattern of bundle ids; without any of them all apps.
#[derive(Debug, Clone, Default, Deserialize)]
struct Whose {
    #[serde(default)]
    clients: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    apps: Vec<String>,
}

/// The same, ready to be applied.
pub(crate) struct Policy<'a> {
    config: &'a ChecksConfig,
    valid: Vec<&'a Suppression>,
    expired: Vec<String>,
}

impl<'a> Policy<'a> {
    /// Holds the names against the checks that there are, and the dates against `today`.
    pub(crate) fn new(config: &'a ChecksConfig, checks: &[Check], today: Date) -> Result<Self> {
        let named = config.levels.keys().chain(config.policies.iter().flat_map(|policy| policy.levels.keys()));
        for name in named.chain(config.suppressions.iter().map(|suppression| &suppression.check)) {
            must_exist(checks, name).map_err(|error| within(error, "[checks]"))?;
        }
        let mut policy = Self { config, valid: Vec::new(), expired: Vec::new() };
        for suppression in &config.suppressions {
            let Suppression { check, until, .. } = suppression;
            if suppression.last_day()? >= today {
                policy.valid.push(suppression);
            } else {
                policy.expired.push(format!("the suppression of `{check}` in fleet.toml has expired on {until}"));
            }
        }
        Ok(policy)
    }

    /// Suppressions that hold no longer, one sentence each.
    pub(crate) fn expired(&self) -> impl Iterator<Item = &str> {
        self.expired.iter().map(String::as_str)
    }

    /// Weighs the findings, and takes out those that are suppressed, with the reasons.
    pub(crate) fn apply(&self, findings: Vec<Finding>) -> (Vec<Finding>, Vec<(Finding, String)>) {
        let mut kept = Vec::new();
        let mut suppressed = Vec::new();
        for mut finding in findings {
            let Some(level) = self.level(&finding) else { continue };
            finding.level = level;
            match self.valid.iter().find(|suppression| suppression.covers(&finding)) {
                Some(suppression) => suppressed.push((finding, suppression.reason.clone())),
                None => kept.push(finding),
            }
        }
        (kept, suppressed)
    }

    /// The level that the last policy gives which is about the app; `None`: off.
    fn level(&self, finding: &Finding) -> Option<Level> {
        let policies = self.config.policies.iter().rev().filter(|policy| policy.whose.covers(&finding.app)).map(|policy| &policy.levels);
        let mut levels = policies.chain([&self.config.levels]);
        let found = levels.find_map(|levels| levels.iter().find(|(name, _)| fits(name, &finding.check)));
        match found {
            Some((_, level)) if level == "off" => None,
            Some((_, level)) => Some(level.parse().unwrap_or(finding.level)),
            None => Some(finding.level),
        }
    }
}

impl Suppression {
    fn last_day(&self) -> Result<Date> {
        self.until.parse().map_err(|_| {
            FleetError::input(format!(
                "[[checks.suppressions]] of `{}`: until = \"{}\" is no date, such as 2027-01-31",
                self.check, self.until
            ))
        })
    }

    fn covers(&self, finding: &Finding) -> bool {
        let is_locale = || finding.locale.as_ref().is_some_and(|locale| self.locales.contains(locale));
        fits(&self.check, &finding.check) && self.whose.covers(&finding.app) && (self.locales.is_empty() || is_locale())
    }
}

impl Whose {
    fn covers(&self, app: &CheckedApp) -> bool {
        let Self { clients, tags, apps } = self;
        if clients.is_empty() && tags.is_empty() && apps.is_empty() {
            return true;
        }
        app.client.as_ref().is_some_and(|client| clients.contains(client))
            || app.tags.iter().any(|tag| tags.contains(tag))
            || apps.iter().any(|pattern| fits(pattern, &app.bundle_id) || *pattern == app.id)
    }
}

fn within(error: FleetError, place: &str) -> FleetError {
    match error {
        FleetError::Input { message, hint } => FleetError::Input { message: format!("fleet.toml {place}: {message}"), hint },
        error => error,
    }
}

/// Whether a GLOB pattern of `*` and `?` fits a name.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let mut letters = pattern.chars();
    match letters.next() {
        None => name.is_empty(),
        Some('*') => name.char_indices().map(|(at, _)| at).chain([name.len()]).any(|at| fits(letters.as_str(), &name[at..])),
        Some(letter) => {
            let mut rest = name.chars();
            rest.next().is_some_and(|first| letter == '?' || letter == first) && fits(letters.as_str(), rest.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::date;
    use store::check::{Check, Level};
    use store::{CheckedApp, Finding};

    use super::{ChecksConfig, Policy, fits};

    fn check() -> Check {
        Check::parse("url_dead", "-- title: t\n-- why: w\n-- level: warning\n-- fix: f\nSELECT 1").unwrap()
    }

    fn finding(client: &str, locale: &str) -> Finding {
        let app = CheckedApp { client: Some(client.into()), bundle_id: format!("com.{client}.notes"), ..CheckedApp::default() };
        Finding {
            check: "url_dead".into(),
            level: Level::Warning,
            app: Arc::new(app),
            platform: None,
            version_string: None,
            locale: Some(locale.into()),
            resource: None,
            id: None,
            field: None,
            message: "m".into(),
            fix: None,
            proposed: None,
            first_seen_at: None,
        }
    }

    fn levels(config: &str) -> Vec<Option<Level>> {
        let config: ChecksConfig = toml::from_str(config).unwrap();
        let checks = [check()];
        let policy = Policy::new(&config, &checks, date(2026, 6, 1)).unwrap();
        let found = [finding("acme", "de-DE"), finding("acme", "fr-FR"), finding("umbra", "de-DE")];
        found.into_iter().map(|finding| policy.apply(vec![finding]).0.pop().map(|finding| finding.level)).collect()
    }

    #[test]
    fn the_last_policy_about_an_app_counts() {
        assert_eq!(levels("levels = { url_dead = 'info' }"), [Some(Level::Info); 3]);
        let acme = "levels = { url_dead = 'info' }\n[[policies]]\nclients = ['acme']\nlevels = { 'url_*' = 'error' }";
        assert_eq!(levels(acme), [Some(Level::Error), Some(Level::Error), Some(Level::Info)]);
        assert_eq!(levels("[[policies]]\napps = ['com.umbra.*']\nlevels = { url_dead = 'off' }")[2], None);
    }

    #[test]
    fn what_is_known_is_left_alone_until_a_day() {
        let until = |day: &str| {
            format!("[[suppressions]]\ncheck = 'url_dead'\nclients = ['acme']\nlocales = ['de-DE']\nreason = 'r'\nuntil = '{day}'")
        };
        assert_eq!(levels(&until("2026-06-01")), [None, Some(Level::Warning), Some(Level::Warning)]);
        assert_eq!(levels(&until("2026-05-31")), [Some(Level::Warning); 3]);
    }

    #[test]
    fn unknown_checks_are_named() {
        let config: ChecksConfig = toml::from_str("levels = { url_daed = 'info' }").unwrap();
        assert_eq!(
            Policy::new(&config, &[check()], date(2026, 6, 1)).err().unwrap().to_string(),
            "fleet.toml [checks]: there is no check `url_daed`"
        );
    }

    #[test]
    fn patterns() {
        for (pattern, name, expected) in
            [("*", "", true), ("a*c", "abbc", true), ("a?c", "ac", false), ("a", "ab", false), ("*.ü", "x.ü", true)]
        {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
