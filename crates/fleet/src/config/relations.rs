//! What parts of `fleet.toml` say of each other: accounts of clients, apps that are named twice, keys that are half told.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{mistake::Mistake, values};
use crate::profile;
use crate::sentence::did_you_mean;

/// Finds what does not go together. What has the wrong type is left to [`super::outline`].
pub(super) fn check(file: &DeTable<'_>) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let accounts: Vec<&str> = named(file, "accounts").map(|(name, _)| name.get_ref().as_ref()).collect();
    for (name, account) in named(file, "accounts") {
        mistakes.extend(half_a_key(name, account));
    }
    let mut owners = BTreeMap::new();
    for (client, table) in named(file, "clients") {
        clients_account(client.get_ref(), table, &accounts, &mut mistakes);
        for app in texts(table, "apps").chain(texts(table, "accounts")) {
            let Some(text) = app.get_ref().as_str() else { continue };
            if let Some(owner) = owners.insert(text, client.get_ref()) {
                let kind = if accounts.contains(&text) { "account" } else { "app" };
                mistakes.push(Mistake::new(app.span(), format!("`{text}` is an {kind} of client `{owner}` already")));
            }
        }
        if !table.contains_key("accounts") && !table.contains_key("apps") {
            let says = format!("client `{}` has no apps: give it accounts = [\"…\"] or apps = [\"…\"]", client.get_ref());
            mistakes.push(Mistake::new(client.span(), says));
        }
    }
    for (pattern, app) in named(file, "apps") {
        if let Some(folder) = app.get("fastlane").filter(|_| pattern.get_ref().contains(['*', '?', '['])) {
            let says = format!("a fastlane tree is that of one app, and `{}` is a pattern", pattern.get_ref());
            mistakes.push(Mistake::new(folder.span(), says));
        }
    }
    for (name, profile) in named(file, "profiles") {
        for (question, answer) in profile {
            if let Err(why) = profile::check(&BTreeMap::from([(question.get_ref().to_string(), value(answer))])) {
                mistakes.push(Mistake::new(question.span(), format!("[profiles.{}] {why}", name.get_ref())));
            }
        }
    }
    mistakes
}

fn clients_account(client: &str, table: &DeTable<'_>, accounts: &[&str], mistakes: &mut Vec<Mistake>) {
    for account in texts(table, "accounts") {
        let Some(name) = account.get_ref().as_str().filter(|name| !accounts.contains(name)) else { continue };
        let hint = did_you_mean(name, accounts.iter().copied()).map(|hint| format!("; {hint}")).unwrap_or_default();
        let says = format!("client `{client}` names the account `{name}`, but there is no [accounts.{name}]{hint}");
        mistakes.push(Mistake::new(account.span(), says));
    }
}

/// A key is known by its id, and lies in one place.
fn half_a_key(name: &Spanned<toml::de::DeString<'_>>, account: &DeTable<'_>) -> Option<Mistake> {
    let is_in_keychain = account.get("keychain").and_then(|value| value.get_ref().as_bool()) == Some(true);
    let name_of_account = name.get_ref();
    if is_in_keychain && let Some(path) = account.get("key_path").or_else(|| account.get("api_key_path")) {
        return Some(Mistake::new(
            path.span(),
            format!("account `{name_of_account}` says keychain, and a file: its key lies in one of them"),
        ));
    }
    if account.contains_key("key_id") || account.contains_key("api_key_path") {
        return None;
    }
    if is_in_keychain {
        let says = format!("account `{name_of_account}` says keychain, but no key_id: it is the name of the key there");
        return Some(Mistake::new(name.span(), says));
    }
    let path = account.get("key_path")?;
    let file = path.get_ref().as_str().filter(|path| crate::keys::id_in_name(path.as_ref()).is_none())?;
    let says = format!("account `{name_of_account}` has no key_id, and the name of `{file}` is not AuthKey_<key id>.p8");
    // It may be the key itself, of which another mistake tells.
    values::path(file).is_ok().then(|| Mistake::new(path.span(), says))
}

/// The tables of a table of tables.
fn named<'a>(file: &'a DeTable<'a>, name: &str) -> impl Iterator<Item = (&'a Spanned<toml::de::DeString<'a>>, &'a DeTable<'a>)> {
    let table = file.get(name).and_then(|value| value.get_ref().as_table());
    table.into_iter().flatten().filter_map(|(name, value)| Some((name, value.get_ref().as_table()?)))
}

fn texts<'a>(table: &'a DeTable<'a>, name: &str) -> impl Iterator<Item = &'a Spanned<DeValue<'a>>> {
    table.get(name).and_then(|value| value.get_ref().as_array()).into_iter().flat_map(|array| array.iter())
}

fn value(value: &Spanned<DeValue<'_>>) -> toml::Value {
    match value.get_ref() {
        DeValue::String(text) => toml::Value::String(text.to_string()),
        DeValue::Boolean(answer) => toml::Value::Boolean(*answer),
        _ => toml::Value::Integer(0),
    }
}
