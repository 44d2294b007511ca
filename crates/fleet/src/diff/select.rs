//! Which changes a command is about.

use std::collections::HashSet;

use store::catalog::catalog;
use store::{Problem, Reader};

use crate::diff::Change;
use crate::error::{FleetError, Result};
use crate::selection::{AppArgs, must_match};
use crate::sentence;

/// Which changes a command is about
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct ChangeArgs {
    #[command(flatten)]
    pub(crate) apps: AppArgs,
    /// Only these locales
    #[arg(long, value_name = "LOCALE")]
    pub(crate) locale: Vec<String>,
    /// Only these fields, such as copyright or versions.copyright
    #[arg(long, value_name = "FIELD")]
    pub(crate) field: Vec<String>,
}

/// The same, looked up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selected {
    /// Accounts and ids of the apps; `None` for all.
    apps: Option<HashSet<(String, String)>>,
    locales: Vec<String>,
    fields: Vec<String>,
}

impl ChangeArgs {
    /// Looks up what is meant; a name that matches nothing is a mistake.
    pub(crate) fn select(&self, reader: &Reader) -> Result<Selected> {
        self.apps.check(reader)?;
        must_be_locales(reader, &self.locale)?;
        must_be_fields(&self.field)?;
        let apps = match self.apps.condition() {
            None => None,
            Some((condition, parameters)) => {
                let found = reader.query(&format!("SELECT account, id FROM apps WHERE {condition}"), &parameters)?;
                Some(found.rows.iter().map(|row| (row[0].to_string(), row[1].to_string())).collect())
            }
        };
        Ok(Selected { apps, locales: self.locale.clone(), fields: self.field.clone() })
    }
}

impl Selected {
    /// Whether everything is meant.
    pub(crate) fn is_all(&self) -> bool {
        self.apps.is_none() && self.locales.is_empty() && self.fields.is_empty()
    }

    /// Whether a change is meant.
    pub(crate) fn holds(&self, change: &Change) -> bool {
        self.has(&change.account, &change.app_id, change.locale.as_deref(), &change.resource, &change.field)
    }

    /// Whether a problem is one of the changes that are meant.
    pub(crate) fn concerns(&self, problem: &Problem) -> bool {
        self.has(&problem.account, &problem.app_id, problem.locale.as_deref(), &problem.resource, &problem.field)
    }

    /// Whether a field of this app, locale and resource is meant.
    pub(crate) fn has(&self, account: &str, app: &str, locale: Option<&str>, resource: &str, field: &str) -> bool {
        let is_app = self.apps.as_ref().is_none_or(|apps| apps.contains(&(account.to_owned(), app.to_owned())));
        let is_locale = |wanted: &String| locale.is_some_and(|locale| locale.eq_ignore_ascii_case(wanted));
        let is_field = |wanted: &String| match wanted.split_once('.') {
            Some((of, name)) => of == resource && name == field,
            None => wanted == field,
        };
        is_app
            && (self.locales.is_empty() || self.locales.iter().any(is_locale))
            && (self.fields.is_empty() || self.fields.iter().any(is_field))
    }
}

/// Every name must be that of a locale of the App Store, or of one that the mirror has.
pub(crate) fn must_be_locales(reader: &Reader, names: &[String]) -> Result<()> {
    let known = catalog().enums.iter().filter(|(name, _)| name == "Locale").flat_map(|(_, locales)| locales);
    for name in names {
        if !known.clone().any(|locale| locale.eq_ignore_ascii_case(name)) {
            must_match(reader, "listings", "lower(locale) = lower(?1)", "locale", name)?;
        }
    }
    Ok(())
}

/// Every name must be that of a field of the catalogue.
pub(crate) fn must_be_fields(names: &[String]) -> Result<()> {
    for name in names {
        let (resource, field) = name.split_once('.').map_or((None, name.as_str()), |(resource, field)| (Some(resource), field));
        let known = || catalog().editable().filter(move |known| resource.is_none_or(|name| known.name == name));
        if matches!(field, "+" | "-") || known().any(|resource| resource.field(field).is_some()) {
            continue;
        }
        let fields = catalog().editable().flat_map(|resource| &resource.fields).map(|field| field.name.as_str());
        let hint = sentence::did_you_mean(field, fields)
            .unwrap_or_else(|| "`fleet query \"SELECT resource, name FROM fields WHERE access = 'update'\"` lists them".into());
        return Err(FleetError::input(format!("no field that can be edited is called `{name}`")).hint(hint));
    }
    Ok(())
}
