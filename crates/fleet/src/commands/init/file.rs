//! The text of a new `fleet.toml`: the example's, with what is known in place of its accounts, clients and apps.

use std::path::{Path, PathBuf};

use crate::config::EXAMPLE;
use crate::keys::{Issuer, Place};
use crate::output::harmless;

/// An account to write.
#[derive(Debug)]
pub(super) struct NewAccount {
    pub(super) name: String,
    pub(super) key_id: String,
    pub(super) issuer: Issuer,
    pub(super) place: Place,
    pub(super) is_in_keychain: bool,
    pub(super) base_url: Option<String>,
}

/// A client to write.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NewClient {
    pub(super) name: String,
    pub(super) legal_name: Option<String>,
    pub(super) apps: Vec<String>,
}

/// An app to write, with the folder of its fastlane tree.
#[derive(Debug)]
pub(super) struct NewApp {
    pub(super) bundle_id: String,
    pub(super) fastlane: Option<PathBuf>,
}

/// What marks a line that somebody has to complete.
const MISSING: &str = "# missing: ";
/// What begins a section of the example.
const RULE: &str = "# ----";

/// The whole file.
pub(super) fn text(accounts: &[NewAccount], clients: &[NewClient], apps: &[NewApp], root: &Path) -> String {
    let mut sections: Vec<String> = Vec::new();
    for line in EXAMPLE.lines() {
        if line.starts_with(RULE) || sections.is_empty() {
            sections.push(String::new());
        }
        if let Some(section) = sections.last_mut() {
            section.push_str(line);
            section.push('\n');
        }
    }
    let section = |text: &String| {
        let name = text.lines().next().and_then(|rule| rule.rsplit(' ').next()).unwrap_or_default();
        match name {
            _ if !text.starts_with(RULE) => {
                text.replace("# This example runs as it is, against a simulator of App Store Connect that is part of the program.\n", "")
            }
            "simulator" => commented(&text.replace(
                "# While this table is here, nothing leaves this computer. Remove it to talk to Apple.",
                "# With this table nothing leaves this computer: a simulator of App Store Connect answers, and no key is needed.",
            )),
            "accounts" => replaced(text, &tables(accounts.iter().map(|account| account_table(account, root)))),
            "clients" if clients.is_empty() => commented(text),
            "clients" => replaced(text, &tables(clients.iter().map(client_table))),
            "apps" => format!("{}\n{}", text.trim_end(), tables(apps.iter().map(|app| app_table(app, root)))),
            _ => text.clone(),
        }
    };
    let mut text: String = sections.iter().map(section).collect();
    if accounts.is_empty() {
        // No table names an account, so that the environment's key is used if there will be one.
        text = text.replacen("#   base_url ", &format!("{MISSING}a key; these lines tell how to name one\n#   base_url "), 1);
    }
    text
}

/// The lines that somebody has to complete, each with its number.
pub(super) fn missing(text: &str) -> Vec<(usize, String)> {
    let found = |(index, line): (usize, &str)| line.split_once(MISSING).map(|(_, what)| (index + 1, what.to_owned()));
    text.lines().enumerate().filter_map(found).collect()
}

/// `[accounts.NAME]` with what is known of the key.
pub(super) fn account_table(account: &NewAccount, root: &Path) -> String {
    let NewAccount { name, key_id, issuer, place, is_in_keychain, base_url } = account;
    let mut lines = vec![format!("[accounts.{}]", key(name))];
    // A line end in a name would end the comment that it stands in.
    let (shown_name, shown_id) = (harmless(name), harmless(key_id));
    if let Place::Json(path) = place {
        lines.push(format!("api_key_path = {}", quoted(&shown(path, root))));
    } else if *place == Place::Environment {
        lines.push(format!("# the key {shown_id} is that of the environment"));
    } else {
        lines.push(format!("key_id = {}", quoted(key_id)));
        lines.extend(match issuer {
            Issuer::Team(issuer) => Some(format!("issuer_id = {}", quoted(issuer))),
            Issuer::Individual => None,
            Issuer::Unknown => {
                Some(format!("# issuer_id = \"…\"   {MISSING}the issuer id of account {shown_name}, unless the key is an individual one"))
            }
        });
        lines.push(match place {
            _ if *is_in_keychain => "keychain = true".into(),
            Place::Usual(path) => format!("# its file is {}", harmless(&path.to_string_lossy())),
            Place::File(path) => format!("key_path = {}", quoted(&shown(path, root))),
            _ => format!("# key_path = \"…\"   {MISSING}the file AuthKey_{shown_id}.p8 of account {shown_name}"),
        });
    }
    lines.extend(base_url.as_ref().map(|url| format!("base_url = {}", quoted(url))));
    lines.join("\n")
}

/// `[clients.NAME]` with its apps.
pub(super) fn client_table(client: &NewClient) -> String {
    let apps: Vec<String> = client.apps.iter().map(|app| quoted(app)).collect();
    let legal_name = client.legal_name.as_ref().map(|name| format!("legal_name = {}\n", quoted(name))).unwrap_or_default();
    format!("[clients.{}]\n{legal_name}apps = [{}]", key(&client.name), apps.join(", "))
}

/// `[apps."ID"]` with its fastlane tree.
pub(super) fn app_table(app: &NewApp, root: &Path) -> String {
    let folder = app.fastlane.as_ref().map(|folder| format!("\nfastlane = {}", quoted(&shown(folder, root)))).unwrap_or_default();
    format!("[apps.{}]\ntags = [\"fastlane\"]{folder}", quoted(&app.bundle_id))
}

/// A section with all its tables as comments.
fn commented(section: &str) -> String {
    let line = |line: &str| if line.is_empty() || line.starts_with('#') { format!("{line}\n") } else { format!("#   {line}\n") };
    section.lines().map(line).collect()
}

/// A section with other tables below its first comment.
fn replaced(section: &str, tables: &str) -> String {
    let comment: String = section.lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    format!("{comment}{tables}")
}

fn tables(tables: impl Iterator<Item = String>) -> String {
    tables.map(|table| table + "\n\n").collect()
}

/// A path as the file names it: against its folder if it is below.
fn shown(path: &Path, root: &Path) -> String {
    let root = std::path::absolute(root).unwrap_or_else(|_| root.into());
    let path: PathBuf = std::path::absolute(path).unwrap_or_else(|_| path.into());
    match path.strip_prefix(&root) {
        Ok(below) if below.as_os_str().is_empty() => ".".into(),
        Ok(below) => below.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    if is_bare { name.to_owned() } else { quoted(name) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{NewAccount, NewApp, NewClient, missing, text};
    use crate::config::Config;
    use crate::keys::{Issuer, Place};

    fn account(name: &str, issuer: Issuer, place: Place) -> NewAccount {
        NewAccount { name: name.into(), key_id: "K1".into(), issuer, place, is_in_keychain: false, base_url: None }
    }

    #[test]
    fn the_file_says_what_is_known_and_what_is_not() {
        let accounts = [
            account("acme", Issuer::Team("I".into()), Place::Usual("/home/AuthKey_K1.p8".into())),
            account("a b", Issuer::Unknown, Place::Nowhere),
            account("json", Issuer::Individual, Place::Json("/w/api_key.json".into())),
            NewAccount { is_in_keychain: true, ..account("kept", Issuer::Individual, Place::Usual("/home/AuthKey_K1.p8".into())) },
        ];
        let clients = [NewClient { name: "acme".into(), legal_name: Some("ACME \"G\"".into()), apps: vec!["com.acme.notes".into()] }];
        let apps = [NewApp { bundle_id: "com.acme.notes".into(), fastlane: Some("/notes".into()) }];
        let text = text(&accounts, &clients, &apps, Path::new("/w"));
        let config = Config::parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}\n{text}"));
        assert!(config.simulator.is_none());
        assert_eq!(config.accounts.len(), 4);
        assert_eq!(config.accounts["json"].api_key_path.as_deref(), Some(Path::new("api_key.json")));
        assert!(config.accounts["kept"].keychain);
        assert_eq!(config.clients["acme"].legal_name.as_deref(), Some("ACME \"G\""));
        assert_eq!(config.apps["com.acme.notes"].fastlane.as_deref(), Some(Path::new("/notes")));
        let lines: Vec<&str> = text.lines().collect();
        let missing = missing(&text);
        assert_eq!(missing.len(), 2, "{missing:?}");
        assert!(missing.iter().all(|(line, what)| lines[line - 1].contains(what)));
    }

    #[test]
    fn without_any_account_the_environment_is_asked() {
        let text = text(&[], &[], &[], Path::new("/w"));
        assert!(Config::parse(&text).unwrap().accounts.is_empty(), "{text}");
        assert_eq!(missing(&text).len(), 1, "{text}");
        assert!(!text.contains("runs as it is"));
    }
}
