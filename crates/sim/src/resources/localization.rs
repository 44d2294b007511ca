//! What the localizations of app infos and of versions have in common.

use serde_json::Value;

use super::is_locale;
use crate::refusal::{Refusal, attribute};
use crate::world::{Resource, World};
use crate::write::Write;

/// Refuses a locale that the store does not have, or that `parent` has already under `relationship`.
pub(crate) fn locale(world: &World, write: &Write<'_>, parent: &Resource, relationship: &str) -> Vec<Refusal> {
    locale_among(write, world.related(parent, relationship).into_iter())
}

/// Refuses a locale that the store does not have, or that one of `siblings` has already.
pub(crate) fn locale_among<'a>(write: &Write<'_>, mut siblings: impl Iterator<Item = &'a Resource>) -> Vec<Refusal> {
    let locale = write.after.text("locale").unwrap_or_default();
    if !is_locale(locale) {
        let detail = format!("'{locale}' is not a locale of the App Store");
        return vec![attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", "locale", detail)];
    }
    let taken = siblings.any(|sibling| sibling.text("locale") == Some(locale));
    if taken {
        let detail = format!("The attribute 'locale' with value '{locale}' already exists. Try updating.");
        return vec![attribute("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "locale", detail)];
    }
    Vec::new()
}

/// Refuses to clear what a store page cannot do without, although the document calls it nullable.
pub(crate) fn required(write: &Write<'_>, names: &[&str]) -> Vec<Refusal> {
    let cleared = names.iter().filter(|name| write.attributes.get(**name) == Some(&Value::Null));
    cleared
        .map(|name| {
            let detail = format!("You must provide a value for the attribute '{name}' with this request");
            attribute("ENTITY_ERROR.ATTRIBUTE.REQUIRED", name, detail)
        })
        .collect()
}
