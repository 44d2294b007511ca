//! What a sync is asked for: which tiers, of which apps, how old the mirror may be.

use serde::Serialize;
use store::scope::{Scope, scopes};
use store::{Store, StoreError, Value, Wanted};

/// What to sync. Serialized, it is the name under which an interrupted sync is found again.
#[derive(Debug, Clone, Serialize)]
pub struct Selection {
    /// Tiers of scopes, by name.
    pub tiers: Vec<String>,
    /// Whether the tiers were asked for by name: then the cadence of what moves slowly does not count.
    pub is_named: bool,
    /// Everything of the tiers, frozen and fresh or not.
    pub is_full: bool,
    /// Seconds that a fetch counts as fresh; `None`: each scope's cadence, which is none for states and texts.
    pub max_age: Option<u64>,
    /// Whether the states have just been read: then only what they make due is.
    pub is_after_states: bool,
    /// SQL over the view `apps` that is true for the apps it is about, with its parameters; `None`: all.
    pub apps: Option<(String, Vec<Value>)>,
}

impl Default for Selection {
    /// The states of everything, and the texts of what can change: once a day the promotional texts of what is live.
    fn default() -> Self {
        Self {
            tiers: ["states", "texts", "promotional"].map(Into::into).to_vec(),
            is_named: false,
            is_full: false,
            max_age: None,
            is_after_states: false,
            apps: None,
        }
    }
}

impl Selection {
    /// The states of everything: the cheapest look there is.
    pub fn states() -> Self {
        Self { tiers: vec!["states".into()], ..Self::default() }
    }

    /// What has become due of this since the states were read: of what was read before, only what is in another state.
    #[must_use]
    pub fn after_states(&self) -> Self {
        Self { is_named: false, is_full: false, max_age: Some(u64::MAX), is_after_states: true, ..self.clone() }
    }

    /// The scopes it wants, in the order in which they are fetched. The states are always among them: without them
    /// nobody would know which apps there are and what has changed.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &'static Scope> + '_ {
        scopes().iter().filter(|scope| scope.tier == "states" || self.tiers.contains(&scope.tier))
    }

    /// Its name in the book of runs.
    pub(crate) fn key(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What decides about what is due, with the apps as they are mirrored now.
    pub(crate) fn wanted(&self, store: &Store) -> Result<Wanted, StoreError> {
        let apps = match &self.apps {
            None => None,
            Some((condition, parameters)) => {
                // A person wrote the condition: it is read on a connection that can only read.
                let rows = store.reader()?.query(&format!("SELECT pk FROM apps WHERE ({condition}\n)"), parameters)?.rows;
                Some(rows.iter().filter_map(|row| row[0].as_integer()).collect())
            }
        };
        let is_more_than_states = !self.is_after_states && self.tiers.iter().any(|tier| tier != "states");
        Ok(Wanted { is_full: self.is_full, max_age: self.max_age, is_named: self.is_named, is_more_than_states, apps })
    }
}
