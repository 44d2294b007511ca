//! Which keys become which accounts: asked on a terminal; elsewhere what is certain.

use std::collections::BTreeSet;
use std::io::{BufRead as _, IsTerminal as _};

use asc::Key;

use super::file::NewAccount;
use secrecy::ExposeSecret as _;

use crate::error::{FleetError, Result};
use crate::keys::{FoundKey, Issuer, Place};
use crate::output::{Ui, harmless};
use crate::sentence::count;

/// Whether somebody is there to be asked.
pub(super) fn is_somebody_there(ui: Ui) -> bool {
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    !is_ci && !ui.is_quiet() && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Keys that can be used; what is wrong with the others is told.
pub(super) fn usable(ui: Ui, found: Vec<FoundKey>) -> Vec<FoundKey> {
    let mut usable: Vec<FoundKey> = Vec::new();
    let mut nowhere = Vec::new();
    for key in found {
        if let Some(fault) = key.fault() {
            ui.warn(&format!("the key {} is left out: {}", harmless(&key.key_id), harmless(&fault)));
        } else if key.place == Place::Nowhere {
            nowhere.push(key);
        } else {
            usable.push(key);
        }
    }
    if usable.is_empty() {
        return nowhere;
    }
    for FoundKey { key_id, told_by, .. } in nowhere {
        ui.warn(&format!("the key {} is left out: {} names it, and no file is here", harmless(&key_id), harmless(&told_by)));
    }
    usable
}

/// Accounts for the keys. `taken` are the names that there are.
pub(super) fn choose(ui: Ui, keys: Vec<FoundKey>, taken: &BTreeSet<String>) -> Result<Vec<NewAccount>> {
    let mut taken = taken.clone();
    let is_only = keys.len() == 1 && taken.is_empty();
    let mut accounts: Vec<NewAccount> = Vec::new();
    let asks = is_somebody_there(ui);
    if asks {
        ui.say(&format!("found {}", count(keys.len(), "key")));
    }
    for key in keys {
        let same = accounts.iter().find(|account| matches!(key.issuer, Issuer::Team(_)) && account.issuer == key.issuer);
        if let Some(same) = same.filter(|_| !asks) {
            ui.warn(&format!(
                "the key {} is left out: it is of the same team as {}, and two accounts of a team would show every app twice",
                harmless(&key.key_id),
                same.key_id
            ));
            continue;
        }
        if let Some(same) = same {
            ui.say(&format!("the key {} is of the same team as account {}", harmless(&key.key_id), harmless(&same.name)));
        }
        let usual = key.name.clone().unwrap_or_else(|| if is_only { "default".into() } else { key.key_id.to_lowercase() });
        let name = if asks { asked_name(ui, &key, &usual, &taken)? } else { Some(free(&usual, &taken)) };
        let Some(name) = name else { continue };
        let issuer = if asks && key.issuer == Issuer::Unknown { asked_issuer(ui, &key)? } else { key.issuer };
        taken.insert(name.clone());
        accounts.push(NewAccount { name, key_id: key.key_id, issuer, place: key.place, is_in_keychain: false, base_url: None });
    }
    Ok(accounts)
}

fn free(name: &str, taken: &BTreeSet<String>) -> String {
    let further = (2..).map(|number| format!("{name}-{number}"));
    [name.to_owned()].into_iter().chain(further).find(|name| !taken.contains(name)).unwrap_or_default()
}

/// A name; none leaves the key out.
fn asked_name(ui: Ui, key: &FoundKey, usual: &str, taken: &BTreeSet<String>) -> Result<Option<String>> {
    loop {
        ui.say(&format!(
            "\nkey {} ({})\naccount name? Enter takes `{}`, - leaves the key out",
            harmless(&key.key_id),
            harmless(&key.told_by),
            harmless(usual)
        ));
        let answer = answer()?;
        let name = if answer.is_empty() { usual.to_owned() } else { answer };
        match name.as_str() {
            "-" => return Ok(None),
            name if taken.contains(name) => ui.say(&format!("there is an account `{}` already", harmless(name))),
            name => return Ok(Some(name.to_owned())),
        }
    }
}

fn asked_issuer(ui: Ui, key: &FoundKey) -> Result<Issuer> {
    ui.say(
        "issuer id of its team? App Store Connect > Users and Access > Integrations shows it above the keys; Enter for an individual key",
    );
    loop {
        let issuer = answer()?;
        if issuer.is_empty() {
            return Ok(Issuer::Individual);
        }
        match Key::from_p8(&key.key_id, Some(&issuer), key.pem().unwrap_or_default().expose_secret()) {
            Err(error @ asc::KeyError::IssuerNotUuid) => ui.say(&error.to_string()),
            _ => return Ok(Issuer::Team(issuer)),
        }
    }
}

fn answer() -> Result<String> {
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(FleetError::input("nothing was written: nobody answers")
            .hint("`fleet init --help` shows how to say it all on the command line"));
    }
    Ok(line.trim().to_owned())
}
