//! The names that a mirror and its `fleet.toml` hold.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use clap::builder::StyledStr;
use clap_complete::CompletionCandidate;
use store::{Reader, Value};

use super::Shell;
use super::quoting::{is_safe, plain};
use crate::config::Config;
use crate::output::harmless;
use crate::workspace::FILE;
use crate::{checks, profile};

/// What a value can be the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    App,
    Client,
    Tag,
    Account,
    Campaign,
    Profile,
    Check,
    View,
    Locale,
    Field,
    /// `FIELD=`
    Assignment,
    /// A condition of SQL over some view.
    Condition,
    /// A statement of SQL.
    Sql,
    Changeset,
}

/// Words that SQL begins and goes on with.
const KEYWORDS: &str =
    "AND BY COUNT DELETE DISTINCT FROM GLOB GROUP INSERT INTO IS JOIN LIKE LIMIT NOT NULL OR ORDER SELECT SET UPDATE VALUES WHERE";

/// Columns that most views have beside the fields of their resource.
const COMMON: &str = "account app app_id bundle_id client editable legal_name locale platform state";

/// A workspace that may not be there.
pub(super) struct Mirror {
    shell: Shell,
    folder: PathBuf,
    opened: OnceLock<Option<Opened>>,
}

struct Opened {
    root: PathBuf,
    config: Config,
    reader: Option<Mutex<Reader>>,
}

impl Mirror {
    pub(super) fn new(shell: Shell, folder: PathBuf) -> Arc<Self> {
        Arc::new(Self { shell, folder, opened: OnceLock::new() })
    }

    /// What begins like this.
    pub(super) fn complete(&self, noun: Noun, typed: &str) -> Vec<CompletionCandidate> {
        // Bash's words were read already.
        let typed = if self.shell == Shell::Bash { typed.to_owned() } else { plain(typed) };
        let (head, word) = match noun {
            Noun::Condition | Noun::Sql => {
                typed.split_at(typed.rfind(|letter: char| !is_word(letter)).map_or(0, |at| at + last(&typed, at)))
            }
            _ => ("", typed.as_str()),
        };
        let names = self.names(noun, head, word);
        let begins = |name: &&(String, String)| name.0.to_lowercase().starts_with(&word.to_lowercase()) && self.can_take(&name.0);
        let candidate = |(name, help): &(String, String)| {
            let help = (!help.is_empty()).then(|| StyledStr::from(harmless(help)));
            CompletionCandidate::new(format!("{head}{name}")).help(help)
        };
        names.iter().filter(begins).map(candidate).collect()
    }

    /// Whether the shell, or we for it, make one harmless word of it.
    fn can_take(&self, name: &str) -> bool {
        let is_quoting = matches!(self.shell, Shell::Bash | Shell::Zsh | Shell::Fish);
        !name.is_empty() && name.chars().all(|letter| is_safe(letter) || (is_quoting && !letter.is_control()))
    }

    fn names(&self, noun: Noun, head: &str, word: &str) -> Vec<(String, String)> {
        match noun {
            Noun::App => self.apps(word),
            Noun::Client => self.rows("SELECT name, coalesce(legal_name, '') FROM clients ORDER BY 1", &[]),
            Noun::Tag => self.rows("SELECT tag, count(*) || ' apps' FROM tags GROUP BY 1 ORDER BY 1", &[]),
            Noun::Locale => self.rows("SELECT DISTINCT locale, '' FROM version_localizations_mirror ORDER BY 1", &[]),
            Noun::View => self.rows("SELECT DISTINCT resource, '' FROM fields WHERE access <> 'read' ORDER BY 1", &[]),
            Noun::Field => self.fields(),
            Noun::Assignment => self.fields().into_iter().map(|(field, views)| (format!("{field}="), views)).collect(),
            Noun::Changeset => {
                self.rows("SELECT CAST(pk AS TEXT), status || coalesce(': ' || title, '') FROM changesets ORDER BY pk DESC LIMIT 50", &[])
            }
            Noun::Account => self.of_config(|config| config.accounts.keys().cloned().collect()),
            Noun::Campaign => self.of_config(|config| config.campaigns.keys().cloned().collect()),
            Noun::Profile => self.of_config(|config| profile::names(&config.profiles)),
            Noun::Check => self.checks(),
            Noun::Condition => [self.fields(), words(COMMON), words("AND OR NOT NULL IS LIKE GLOB IN")].concat(),
            Noun::Sql => self.sql(head),
        }
    }

    /// Bundle ids, with the names beside them; and names, once something was typed that is none of a bundle id.
    fn apps(&self, word: &str) -> Vec<(String, String)> {
        let apps = self.rows("SELECT bundle_id, coalesce(name, '') FROM apps_mirror WHERE gone_at IS NULL ORDER BY 1", &[]);
        let begins = |name: &str| !word.is_empty() && name.to_lowercase().starts_with(&word.to_lowercase());
        let named = apps.iter().filter(|(_, name)| begins(name)).map(|(id, name)| (name.clone(), id.clone()));
        let named: BTreeSet<(String, String)> = named.collect();
        apps.iter().cloned().chain(named).collect()
    }

    /// Fields that can be written, with the views that have them.
    fn fields(&self) -> Vec<(String, String)> {
        self.rows("SELECT name, group_concat(DISTINCT resource) FROM fields WHERE access <> 'read' GROUP BY 1 ORDER BY 1", &[])
    }

    fn checks(&self) -> Vec<(String, String)> {
        let checks = self.opened().and_then(|opened| checks::all(&opened.root).ok()).unwrap_or_default();
        checks.into_iter().map(|check| (check.name, check.title)).collect()
    }

    /// Views behind FROM and its like; else the columns of the views that are named already.
    fn sql(&self, head: &str) -> Vec<(String, String)> {
        let views = self.rows("SELECT name, '' FROM sqlite_schema WHERE type = 'view' ORDER BY 1", &[]);
        let before: Vec<&str> = head.split(|letter| !is_word(letter)).filter(|word| !word.is_empty()).collect();
        if before.last().is_some_and(|word| ["FROM", "JOIN", "UPDATE", "INTO"].contains(&word.to_uppercase().as_str())) {
            return views;
        }
        let named: Vec<&(String, String)> = views.iter().filter(|(view, _)| before.contains(&view.as_str())).collect();
        let columns =
            |view: &&(String, String)| self.rows("SELECT name, ?1 FROM pragma_table_info(?1) ORDER BY 1", &[Value::Text(view.0.clone())]);
        let columns = if named.is_empty() { [self.fields(), words(COMMON)].concat() } else { named.iter().flat_map(columns).collect() };
        [columns, words(KEYWORDS), views.clone()].concat()
    }

    fn of_config(&self, names: impl FnOnce(&Config) -> Vec<String>) -> Vec<(String, String)> {
        let names = self.opened().map(|opened| names(&opened.config)).unwrap_or_default();
        names.into_iter().map(|name| (name, String::new())).collect()
    }

    fn rows(&self, sql: &str, parameters: &[Value]) -> Vec<(String, String)> {
        let reader = self.opened().and_then(|opened| opened.reader.as_ref());
        let query = |reader: &Mutex<Reader>| reader.lock().unwrap_or_else(PoisonError::into_inner).query(sql, parameters).ok();
        let rows = reader.and_then(query).unwrap_or_default().rows;
        let pair = |row: &Vec<Value>| Some((row.first()?.as_text()?.to_owned(), row.get(1)?.as_text()?.to_owned()));
        rows.iter().filter_map(pair).collect()
    }

    fn opened(&self) -> Option<&Opened> {
        let open = || {
            let folder = std::path::absolute(&self.folder).ok()?;
            let root = folder.ancestors().find(|folder| folder.join(FILE).is_file())?.to_owned();
            let config = Config::read(&root.join(FILE)).ok()?;
            let reader = Reader::glance(&root.join(".fleet/fleet.db")).map(Mutex::new);
            Some(Opened { root, config, reader })
        };
        self.opened.get_or_init(open).as_ref()
    }
}

fn words(words: &str) -> Vec<(String, String)> {
    words.split(' ').map(|word| (word.to_owned(), String::new())).collect()
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// How long the letter at this place is.
fn last(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}
