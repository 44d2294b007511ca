//! `fleet init`.

mod add;
mod adoption;
mod choice;
mod file;
mod repository;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use asc::Key;

use self::adoption::Adoption;
use self::file::NewAccount;
use secrecy::{ExposeSecret as _, SecretString};

use crate::cli::Context;
use crate::config::{Config, EXAMPLE};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::keys::{self, FoundKey, Issuer, Place};
use crate::output::{Ui, harmless};
use crate::sentence::count;
use crate::workspace::FILE;

/// Write a commented fleet.toml into this folder, with the keys and the fastlane trees that are found
///
/// Keys are looked for in the environment of asc, fastlane and codemagic, in asc's `config.json`, in `api_key.json`, in
/// the fastlane repositories named, and as `AuthKey_….p8` in `./private_keys`, `~/private_keys`, `~/.private_keys` and
/// `~/.appstoreconnect/private_keys`. On a terminal you are asked which become which accounts; in a pipe or in CI what is
/// certain is written, and what is missing is said with its line. No key is ever copied into the file. Where no key is
/// found, the file runs as it is, on the simulator.
///
/// Example: `fleet init --from-fastlane ~/code/*`
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct InitArgs {
    /// Print the file instead of writing it; alone, the example with every key explained
    #[arg(long)]
    print: bool,
    /// Write the example that runs on the simulator, whatever keys there are
    #[arg(long, conflicts_with_all = ["from_fastlane", "account", "add"])]
    simulator: bool,
    /// Adopt the fastlane repositories in these folders, or in the folders in them: Appfile, Deliverfile, metadata. No
    /// Ruby is run
    #[arg(long, value_name = "FOLDER", num_args = 1..)]
    from_fastlane: Vec<PathBuf>,
    /// Add to the fleet.toml that is there, keeping everything in it: keys and repositories that it does not have
    #[arg(long, visible_alias = "add-account")]
    add: bool,
    /// The name of the account, for the key of these options instead of those that are found
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// The id of its key
    #[arg(long, value_name = "ID", requires = "account")]
    key_id: Option<String>,
    /// The issuer id of its team; without one the key is an individual one
    #[arg(long, value_name = "ID", requires = "account")]
    issuer_id: Option<String>,
    /// The file of its key
    #[arg(long, value_name = "FILE", requires = "account")]
    key_path: Option<PathBuf>,
    /// The `api_key.json` of fastlane, which says all three
    #[arg(long, value_name = "FILE", requires = "account", conflicts_with_all = ["key_id", "issuer_id", "key_path"])]
    api_key_path: Option<PathBuf>,
    /// Another server than Apple's, for tests
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Put the keys into the keychain of the system
    #[arg(long)]
    keychain: bool,
}

pub(crate) fn init(context: &Context, args: &InitArgs) -> Result<u8> {
    let (ui, root) = (context.ui, context.folder());
    let path = root.join(FILE);
    if args.print && args.from_fastlane.is_empty() && args.account.is_none() && !args.add {
        ui.print(EXAMPLE.trim_end())?;
        return Ok(exit_code::DONE);
    }
    if args.add {
        return add::add(ui, root, &path, args);
    }
    if path.exists() && !args.print {
        return Err(FleetError::input(format!("`{}` already exists", path.display()))
            .hint("`fleet init --add` adds the keys to it that it does not have; `fleet init --print` shows the example"));
    }
    let adoption = if args.from_fastlane.is_empty() { Adoption::default() } else { adoption::adopt(ui, &args.from_fastlane)? };
    let Adoption { apps, clients, keys, notes } = adoption;
    let accounts = if args.simulator { Vec::new() } else { accounts(ui, root, args, keys, &Known::default())? };
    for note in &notes {
        ui.warn(&harmless(note));
    }
    if accounts.is_empty() && args.from_fastlane.is_empty() {
        return finish(ui, args, &path, EXAMPLE, "without a key it runs on the simulator; next: fleet sync");
    }
    let text = file::text(&accounts, &clients, &apps, root);
    must_parse(&text, &path)?;
    let trees = apps.iter().filter(|app| app.fastlane.is_some()).count();
    let what = [(accounts.len(), "account"), (clients.len(), "client"), (apps.len(), "app"), (trees, "fastlane tree")];
    let code = finish(ui, args, &path, &text, &format!("{}; next: fleet doctor", counted(&what)))?;
    tell_missing(ui, &text);
    Ok(code)
}

/// Writes the file, or prints it.
fn finish(ui: Ui, args: &InitArgs, path: &Path, text: &str, next: &str) -> Result<u8> {
    if args.print {
        ui.print(text.trim_end())?;
        return Ok(exit_code::DONE);
    }
    std::fs::write(path, text).map_err(|source| FleetError::Write { path: path.into(), source })?;
    ui.say(&format!("wrote {}: {next}", path.display()));
    Ok(exit_code::DONE)
}

/// `1 account, 2 apps`: what there is any of.
fn counted(what: &[(usize, &str)]) -> String {
    what.iter().filter(|(number, _)| *number > 0).map(|(number, noun)| count(*number, noun)).collect::<Vec<_>>().join(", ")
}

/// Lines that somebody has to complete, with their places.
fn tell_missing(ui: Ui, text: &str) {
    for (line, what) in file::missing(text) {
        ui.warn(&format!("{FILE}:{line}: missing: {}", harmless(&what)));
    }
}

/// What we write must be what we read.
fn must_parse(text: &str, path: &Path) -> Result<Config> {
    Config::parse(text).map_err(|mistakes| FleetError::Config { path: path.into(), mistakes })
}

/// What a file has already.
#[derive(Debug, Default)]
struct Known {
    accounts: BTreeSet<String>,
    key_ids: BTreeSet<String>,
}

/// The accounts that the options say, or the keys that are found become.
fn accounts(ui: Ui, root: &Path, args: &InitArgs, told: Vec<FoundKey>, known: &Known) -> Result<Vec<NewAccount>> {
    let mut accounts = if let Some(name) = &args.account {
        vec![given(name, args, root)?]
    } else {
        let mut found = keys::find_all(root, told);
        found.retain(|key| !known.key_ids.contains(&key.key_id));
        choice::choose(ui, choice::usable(ui, found), &known.accounts)?
    };
    for account in &mut accounts {
        account.base_url.clone_from(&args.base_url);
        if args.keychain {
            put_away(ui, account)?;
        }
    }
    Ok(accounts)
}

/// The account of the options; its key is read, to see that it is one.
fn given(name: &str, args: &InitArgs, root: &Path) -> Result<NewAccount> {
    let account = |key_id: String, issuer: Option<&str>, place| NewAccount {
        name: name.to_owned(),
        key_id,
        issuer: issuer.map_or(Issuer::Individual, |issuer| Issuer::Team(issuer.to_owned())),
        place,
        is_in_keychain: false,
        base_url: None,
    };
    let bad = |source| FleetError::Key { account: name.to_owned(), source };
    let read = |path: &Path| {
        std::fs::read_to_string(path).map(SecretString::from).map_err(|source| FleetError::ReadKey {
            account: name.to_owned(),
            path: path.to_owned(),
            source,
        })
    };
    if let Some(path) = &args.api_key_path {
        let key = Key::from_api_key_json(read(path)?.expose_secret()).map_err(bad)?;
        return Ok(account(key.id().to_owned(), key.issuer_id(), Place::Json(path.clone())));
    }
    let named = args.key_path.as_deref().and_then(keys::id_in_name);
    let key_id = args.key_id.clone().or(named).ok_or_else(|| {
        FleetError::input(format!("which key has the account `{name}`?"))
            .hint("say --key-id ID --issuer-id ID, and --key-path FILE unless it is in a usual folder")
    })?;
    let place = if let Some(path) = &args.key_path {
        Place::File(path.clone())
    } else {
        let found = keys::find_all(root, Vec::new()).into_iter().find(|key| key.key_id == key_id && key.place != Place::Nowhere);
        found.ok_or_else(|| FleetError::KeyNotFound { account: name.to_owned(), key_id: key_id.clone() })?.place
    };
    if let Place::File(path) | Place::Usual(path) = &place {
        Key::from_p8(&key_id, args.issuer_id.as_deref(), read(path)?.expose_secret()).map_err(bad)?;
    }
    Ok(account(key_id, args.issuer_id.as_deref(), place))
}

/// Puts the private key of an account into the keychain.
fn put_away(ui: Ui, account: &mut NewAccount) -> Result<()> {
    let (Place::File(path) | Place::Usual(path)) = &account.place else {
        return Err(FleetError::input(format!(
            "the key {} is in no file of its own, from which it could go into the keychain",
            account.key_id
        )));
    };
    let pem = std::fs::read_to_string(path).map(SecretString::from).map_err(|source| FleetError::Read { path: path.clone(), source })?;
    keys::store_in_keychain(&account.key_id, pem.expose_secret())?;
    ui.say(&format!(
        "the key {} is in the keychain; once `fleet doctor` agrees, its file is no longer needed: {}",
        account.key_id,
        path.display()
    ));
    account.is_in_keychain = true;
    Ok(())
}

/// The file that the repositories in a folder become, for [`crate::fuzz`].
#[cfg(any(test, fuzzing))]
pub(crate) fn adopted(folder: &Path) -> Option<String> {
    let Adoption { apps, clients, keys, .. } = adoption::adopt(Ui::new(None, true), &[folder.to_owned()]).ok()?;
    let account = |(index, key): (usize, FoundKey)| NewAccount {
        name: format!("account{index}"),
        key_id: key.key_id,
        issuer: key.issuer,
        place: key.place,
        is_in_keychain: false,
        base_url: None,
    };
    let accounts: Vec<NewAccount> = keys.into_iter().enumerate().map(account).collect();
    Some(file::text(&accounts, &clients, &apps, folder))
}
