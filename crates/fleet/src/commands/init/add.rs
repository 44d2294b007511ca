//! `fleet init --add`: further accounts and apps in a `fleet.toml` that people have written in.

use std::path::Path;

use super::adoption::{self, Adoption};
use super::file::{account_table, app_table, client_table};
use super::{InitArgs, Known, accounts, counted, must_parse, tell_missing};
use crate::config::{AccountConfig, Config};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::keys;
use crate::output::{Ui, harmless};

pub(super) fn add(ui: Ui, root: &Path, path: &Path, args: &InitArgs) -> Result<u8> {
    let text = std::fs::read_to_string(path).map_err(|source| FleetError::Read { path: path.into(), source })?;
    let config = must_parse(&text, path)?;
    if let Some(name) = args.account.as_ref().filter(|name| config.accounts.contains_key(*name)) {
        return Err(FleetError::input(format!("there is an account `{name}` already")).hint("choose another name with --account"));
    }
    let mut adoption = if args.from_fastlane.is_empty() { Adoption::default() } else { adoption::adopt(ui, &args.from_fastlane)? };
    adoption.leave_out_known(&config);
    let new = accounts(ui, root, args, std::mem::take(&mut adoption.keys), &known(&config, root))?;
    for note in &adoption.notes {
        ui.warn(&harmless(note));
    }
    if new.is_empty() && adoption.apps.is_empty() {
        return Err(FleetError::input("nothing was found that fleet.toml does not have")
            .hint("name a key: fleet init --add --account NAME --key-id ID --issuer-id ID --key-path FILE"));
    }
    let tables: String = new.iter().map(|account| account_table(account, root) + "\n\n").collect();
    let mut text = if new.is_empty() { text } else { inserted(&text, &tables, config.accounts.len() + new.len()) };
    let further = adoption.clients.iter().map(client_table).chain(adoption.apps.iter().map(|app| app_table(app, root)));
    for table in further {
        text = format!("{}\n\n{table}\n", text.trim_end());
    }
    let config = must_parse(&text, path)?;
    if args.print {
        ui.print(text.trim_end())?;
        return Ok(exit_code::DONE);
    }
    replace(path, &text)?;
    let what = [(new.len(), "account"), (adoption.clients.len(), "client"), (adoption.apps.len(), "app")];
    ui.say(&format!("added {} to {}; next: fleet doctor", counted(&what), path.display()));
    if let Some(line) = text.lines().position(|line| line.trim_start().starts_with("[simulator]")).filter(|_| config.simulator.is_some()) {
        ui.warn(&format!("fleet.toml:{}: while [simulator] is here, nothing goes to Apple", line + 1));
    }
    tell_missing(ui, &text);
    Ok(exit_code::DONE)
}

/// The accounts of a file, and the keys that they have.
fn known(config: &Config, root: &Path) -> Known {
    let key_id = |account: &AccountConfig| {
        let named = account.key_id.clone().or_else(|| keys::id_in_name(account.key_path.as_ref()?));
        named.or_else(|| Some(keys::in_json(&root.join(account.api_key_path.as_ref()?))?.key_id))
    };
    Known { accounts: config.accounts.keys().cloned().collect(), key_ids: config.accounts.values().filter_map(key_id).collect() }
}

/// The text with these tables after the last account; at its end where there is none.
fn inserted(text: &str, tables: &str, accounts: usize) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_header = |line: &str| line.trim_start().starts_with('[');
    if let Some(last) = lines.iter().rposition(|line| line.trim_start().starts_with("[accounts.")) {
        let end =
            lines[last + 1..].iter().position(|line| line.trim().is_empty() || is_header(line)).map_or(lines.len(), |end| last + 1 + end);
        let before = lines[..end].concat();
        let after = lines[end..].concat();
        let candidate = format!("{}\n\n{}\n{}", before.trim_end(), tables.trim_end(), after);
        // A blank line may stand within a text of several lines.
        if Config::parse(&candidate).is_ok_and(|config| config.accounts.len() == accounts) {
            return candidate;
        }
    }
    format!("{}\n\n{tables}", text.trim_end())
}

/// Writes all of the file or nothing.
fn replace(path: &Path, text: &str) -> Result<()> {
    let failed = |source| FleetError::Write { path: path.into(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    std::fs::write(file.path(), text).map_err(failed)?;
    // The new file takes the rights of the old one.
    let rights = std::fs::metadata(path).map_err(failed)?.permissions();
    std::fs::set_permissions(file.path(), rights).map_err(failed)?;
    file.persist(path).map(drop).map_err(|error| failed(error.error))
}

#[cfg(test)]
mod tests {
    use super::inserted;

    #[test]
    fn what_is_there_stays_as_it_is() {
        let text = "# mine\n[accounts.a] # first\nkey_id = 'K' # id\n\n# clients\n[clients.c]\naccounts = ['a']\n";
        assert_eq!(
            inserted(text, "[accounts.b]\nkey_id = 'L'\n\n", 2),
            "# mine\n[accounts.a] # first\nkey_id = 'K' # id\n\n[accounts.b]\nkey_id = 'L'\n\n# clients\n[clients.c]\naccounts = ['a']\n"
        );
        assert_eq!(inserted("[budget]\n", "[accounts.b]\n\n", 1), "[budget]\n\n[accounts.b]\n\n");
        let odd = "[accounts.a]\non = '''\n\n'''\n";
        assert!(inserted(odd, "[accounts.b]\n", 2).starts_with(odd.trim_end()));
    }
}
