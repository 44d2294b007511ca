//! What fastlane repositories become: apps with their trees, and clients where a name is certain.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::file::{NewApp, NewClient};
use super::repository::{self, Repository};
use crate::config::Config;
use crate::error::{FleetError, Result};
use crate::output::{Ui, harmless};
use crate::sentence::count;

/// What was adopted.
#[derive(Debug, Default)]
pub(super) struct Adoption {
    pub(super) apps: Vec<NewApp>,
    pub(super) clients: Vec<NewClient>,
    pub(super) keys: Vec<crate::keys::FoundKey>,
    /// Sentences about what could not be adopted.
    pub(super) notes: Vec<String>,
}

impl Adoption {
    /// Forgets what a file has already: its apps, clients of its names, and apps of its clients.
    pub(super) fn leave_out_known(&mut self, config: &Config) {
        let is_owned = |app: &String| config.clients.values().any(|client| client.apps.contains(app));
        self.apps.retain(|app| !config.apps.contains_key(&app.bundle_id));
        for client in &mut self.clients {
            client.apps.retain(|app| !is_owned(app));
            if config.clients.contains_key(&client.name) && !client.apps.is_empty() {
                let apps = client.apps.join(", ");
                self.notes.push(format!("there is a client {} already; add to its apps by hand: {apps}", client.name));
            }
        }
        self.clients.retain(|client| !client.apps.is_empty() && !config.clients.contains_key(&client.name));
    }
}

/// Reads the repositories of these folders.
pub(super) fn adopt(ui: Ui, folders: &[PathBuf]) -> Result<Adoption> {
    let mut adoption = Adoption::default();
    let mut repositories: BTreeMap<String, Repository> = BTreeMap::new();
    let mut others = 0;
    for folder in folders {
        if !folder.exists() {
            return Err(FleetError::input(format!("there is no folder `{}`", folder.display())));
        }
        let found = repository::find(folder);
        others += usize::from(found.is_empty());
        for mut repository in found {
            adoption.keys.append(&mut repository.keys);
            adoption.notes.append(&mut repository.unread);
            let Some(app) = repository.app.clone() else {
                let tree = repository
                    .tree
                    .as_ref()
                    .map(|tree| format!("; `fleet import fastlane {} --app BUNDLE_ID` reads its texts", tree.display()));
                adoption.notes.push(format!(
                    "{}: no app_identifier could be read{}",
                    repository.folder.display(),
                    tree.unwrap_or_default()
                ));
                continue;
            };
            match repositories.get(&app) {
                // A folder that was named twice is no news.
                Some(first) if first.folder == repository.folder => {}
                Some(first) => adoption.notes.push(format!(
                    "{}: left out, for {} is about {app}, too",
                    repository.folder.display(),
                    first.folder.display()
                )),
                None => drop(repositories.insert(app, repository)),
            }
        }
    }
    if repositories.is_empty() && adoption.notes.is_empty() && adoption.keys.is_empty() {
        return Err(FleetError::input("none of these folders has a fastlane folder")
            .hint("give the folders of the repositories: fleet init --from-fastlane ~/code/*"));
    }
    let without = if others > 0 { format!("; nothing of fastlane in {}", count(others, "folder")) } else { String::new() };
    ui.say(&format!("read {}{without}", count(repositories.len(), "fastlane repository")));
    adoption.clients = clients(&repositories);
    let pictures: Vec<(&String, &PathBuf)> =
        repositories.iter().filter_map(|(app, repository)| Some((app, repository.screenshots.as_ref()?))).collect();
    if let [(app, folder), ..] = pictures.as_slice() {
        let next = format!("fleet shots plan {} --app {app}", folder.display());
        ui.say(&format!("screenshots of {} are there; after a sync: {}", count(pictures.len(), "app"), harmless(&next)));
    }
    let app = |(bundle_id, Repository { tree, .. })| NewApp { bundle_id, fastlane: tree };
    adoption.apps = repositories.into_iter().map(app).collect();
    Ok(adoption)
}

/// A client for every team that is named, or whom the copyright names where no team is.
fn clients(repositories: &BTreeMap<String, Repository>) -> Vec<NewClient> {
    let mut clients: Vec<NewClient> = Vec::new();
    for (app, Repository { team, holder, .. }) in repositories {
        let Some(name) = team.as_ref().or(holder.as_ref()).map(|name| slug(name)).filter(|name| !name.is_empty()) else { continue };
        match clients.iter_mut().find(|client| client.name == name) {
            Some(client) => {
                // Of two names neither is certain.
                client.legal_name = client.legal_name.take().filter(|legal| holder.is_none() || holder.as_ref() == Some(legal));
                client.apps.push(app.clone());
            }
            None => clients.push(NewClient { name, legal_name: holder.clone(), apps: vec![app.clone()] }),
        }
    }
    clients
}

/// `ACME GmbH` as a name that is easily typed: `acme`. The form of a company is not part of its name.
fn slug(name: &str) -> String {
    const FORMS: [&str; 16] =
        ["gmbh", "inc", "ltd", "llc", "limited", "ag", "co", "corp", "kg", "ug", "sa", "sas", "srl", "bv", "oy", "ab"];
    let words: Vec<String> =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let named: Vec<&str> = words.iter().map(String::as_str).filter(|word| !FORMS.contains(word)).collect();
    if named.is_empty() { words.join("-") } else { named.join("-") }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{NewClient, Repository, clients, slug};

    #[test]
    fn slugs() {
        for (name, expected) in
            [("ACME GmbH", "acme"), ("Northwind Traders, Inc.", "northwind-traders"), ("GmbH & Co. KG", "gmbh-co-kg"), ("Ümlaut", "ümlaut")]
        {
            assert_eq!(slug(name), expected);
        }
    }

    #[test]
    fn a_client_has_a_legal_name_where_all_agree() {
        let repository = |team: Option<&str>, holder: Option<&str>| Repository {
            team: team.map(Into::into),
            holder: holder.map(Into::into),
            ..Repository::default()
        };
        let repositories = BTreeMap::from([
            ("a.1".to_owned(), repository(Some("ACME"), Some("ACME GmbH"))),
            ("a.2".to_owned(), repository(None, Some("ACME GmbH"))),
            ("b.1".to_owned(), repository(Some("Umbra"), Some("Umbra Ltd."))),
            ("b.2".to_owned(), repository(Some("Umbra"), Some("Umbra Studio Ltd."))),
            ("c.1".to_owned(), repository(None, None)),
        ]);
        let client = |name: &str, legal_name: Option<&str>, apps: [&str; 2]| NewClient {
            name: name.into(),
            legal_name: legal_name.map(Into::into),
            apps: apps.map(Into::into).to_vec(),
        };
        assert_eq!(clients(&repositories), [client("acme", Some("ACME GmbH"), ["a.1", "a.2"]), client("umbra", None, ["b.1", "b.2"])]);
    }
}
