//! `fleet init --add-account`: further accounts in a `fleet.toml` that people have written in.

use std::path::Path;

use super::file::account_table;
use super::{InitArgs, accounts, must_parse, tell_missing};
use crate::config::Config;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::Ui;
use crate::sentence::count;

pub(super) fn add(ui: Ui, root: &Path, path: &Path, args: &InitArgs) -> Result<u8> {
    let text = std::fs::read_to_string(path).map_err(|source| FleetError::Read { path: path.into(), source })?;
    let config = must_parse(&text, path)?;
    let taken = config.accounts.keys().cloned().collect();
    if let Some(name) = args.account.as_ref().filter(|name| config.accounts.contains_key(*name)) {
        return Err(FleetError::input(format!("there is an account `{name}` already")).hint("choose another name with --account"));
    }
    let known: Vec<&String> = config.accounts.values().filter_map(|account| account.key_id.as_ref()).collect();
    let mut new = accounts(ui, root, args, Vec::new(), &taken)?;
    if args.account.is_none() {
        new.retain(|account| !known.contains(&&account.key_id));
    }
    if new.is_empty() {
        return Err(FleetError::input("no key was found that fleet.toml does not have")
            .hint("name one: fleet init --add-account --account NAME --key-id ID --issuer-id ID --key-path FILE"));
    }
    let tables: String = new.iter().map(|account| account_table(account, root) + "\n\n").collect();
    let text = inserted(&text, &tables, config.accounts.len() + new.len());
    let config = must_parse(&text, path)?;
    if args.print {
        ui.print(text.trim_end())?;
        return Ok(exit_code::DONE);
    }
    replace(path, &text)?;
    ui.say(&format!("added {} to {}; next: fleet doctor", count(new.len(), "account"), path.display()));
    if let Some(line) = text.lines().position(|line| line.trim_start().starts_with("[simulator]")).filter(|_| config.simulator.is_some()) {
        ui.warn(&format!("fleet.toml:{}: while [simulator] is here, nothing goes to Apple", line + 1));
    }
    tell_missing(ui, &text);
    Ok(exit_code::DONE)
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
