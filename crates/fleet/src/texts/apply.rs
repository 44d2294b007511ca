//! What is said compared with what there is: the edits between the two.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use store::Value;
use store::catalog::catalog;

use crate::locale;
use crate::proposal::Proposal;
use crate::texts::current::Texts;
use crate::texts::notes::Notes;
use crate::texts::said::{Part, Said, normal};

/// The locale whose texts hold where a locale says nothing itself.
const DEFAULT: &str = "default";

/// What happens with locales that an app has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Creating {
    /// They are counted.
    Nothing,
    /// They are staged.
    Locales,
}

/// Proposes what makes an app say what its tree says. What equals, but for outer white space, is left as it is.
pub(crate) fn apply(proposal: &mut Proposal, notes: &mut Notes, texts: &Texts, said: Vec<Said>, creating: Creating) {
    let said = once(proposal, said);
    let said = with_version(proposal, texts, said);
    let (localized, plain): (Vec<Said>, Vec<Said>) = said.into_iter().partition(|said| said.locale.is_some());
    apply_plain(proposal, notes, texts, plain);
    let (defaults, localized): (Vec<Said>, Vec<Said>) =
        localized.into_iter().partition(|said| said.locale.as_deref().is_some_and(|locale| locale.eq_ignore_ascii_case(DEFAULT)));
    let by_locale = by_locale(proposal, texts, localized);
    for part in [Part::VersionText, Part::InfoText] {
        let defaults: Vec<&Said> = defaults.iter().filter(|said| said.part == part).collect();
        let mut locales: BTreeSet<&String> = by_locale.keys().collect();
        locales.extend(texts.localized(part).keys());
        for locale in locales {
            let own: Vec<&Said> = by_locale.get(locale).into_iter().flatten().filter(|said| said.part == part).collect();
            let is_silent = |default: &&&Said| !own.iter().any(|said| said.column == default.column);
            let said: Vec<&Said> = own.iter().copied().chain(defaults.iter().filter(is_silent).copied()).collect();
            apply_locale(proposal, notes, texts, (part, locale), &said, creating);
        }
    }
}

/// Only the first of what is said twice, by folders or files whose names differ in capitals.
fn once(proposal: &mut Proposal, said: Vec<Said>) -> Vec<Said> {
    let mut places: BTreeMap<(Part, Option<String>, String), String> = BTreeMap::new();
    let mut kept = Vec::new();
    for said in said {
        let locale = said.locale.as_ref().map(|locale| locale.to_ascii_lowercase());
        match places.entry((said.part, locale, said.column.clone())) {
            Entry::Occupied(first) => proposal.problem(&said.place, format!("the same text is in {} already", first.get())),
            Entry::Vacant(place) => {
                place.insert(said.place.clone());
                kept.push(said);
            }
        }
    }
    kept
}

/// Only what has a row to go to.
fn with_version(proposal: &mut Proposal, texts: &Texts, said: Vec<Said>) -> Vec<Said> {
    let reason = texts.version.reason().map(ToOwned::to_owned);
    let (mut is_version_told, mut is_info_told) = (false, false);
    let mut kept = Vec::new();
    for said in said {
        let is_told = if said.part.is_of_version() { &mut is_version_told } else { &mut is_info_told };
        let missing = match (said.part.is_of_version(), &reason) {
            (true, Some(reason)) => reason.clone(),
            (false, _) if texts.info.is_none() => format!("{} has no app info in the mirror; fleet sync reads it", texts.app.name),
            _ => {
                kept.push(said);
                continue;
            }
        };
        if said.value.is_some() && !std::mem::replace(is_told, true) {
            proposal.problem(&said.place, missing);
        }
    }
    kept
}

/// The same under the names that Apple gives locales.
fn by_locale(proposal: &mut Proposal, texts: &Texts, said: Vec<Said>) -> BTreeMap<String, Vec<Said>> {
    let mut by_locale: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    let mut wrong: BTreeSet<String> = BTreeSet::new();
    for said in said {
        let name = said.locale.clone().unwrap_or_default();
        let had = texts.of_version.keys().chain(texts.of_info.keys()).map(String::as_str);
        match locale::canonical(&name, had) {
            Ok(locale) => by_locale.entry(locale).or_default().push(said),
            Err(sentence) => {
                if wrong.insert(name) {
                    proposal.problem(&said.place, sentence);
                }
            }
        }
    }
    by_locale
}

fn apply_plain(proposal: &mut Proposal, notes: &mut Notes, texts: &Texts, said: Vec<Said>) {
    let mut new_review: Vec<(String, Value)> = Vec::new();
    let mut place_of_review = String::new();
    for Said { part, column, value, place, .. } in said {
        let Some(value) = value else { continue };
        let row = texts.row(part);
        if row.is_some_and(|row| is_same(row.value(&column), &value)) {
            continue;
        }
        let is_updatable = catalog()
            .resource(part.view())
            .filter(|resource| !resource.is_mirror_only)
            .and_then(|resource| resource.field(&column))
            .is_some_and(store::catalog::Field::is_updatable);
        if !is_updatable {
            notes.untaken.entry(column).or_default().insert(texts.app.name.clone());
        } else if let Some(row) = row {
            proposal.set(part.view(), row.pk, &column, value, placed(texts, part, &place));
        } else {
            new_review.push((column, value));
            place_of_review = placed(texts, part, &place);
        }
    }
    if let (false, Some(version)) = (new_review.is_empty(), texts.version.row()) {
        new_review.insert(0, ("version_id".into(), Value::Text(version.id.clone())));
        proposal.create(Part::Review.view(), new_review, place_of_review);
    }
}

fn apply_locale(
    proposal: &mut Proposal,
    notes: &mut Notes,
    texts: &Texts,
    (part, locale): (Part, &String),
    said: &[&Said],
    creating: Creating,
) {
    let row = texts.localized(part).get(locale);
    let mut values: Vec<(&Said, &Value)> = said.iter().filter_map(|said| Some((*said, said.value.as_ref()?))).collect();
    values.retain(|(said, value)| !is_same(row.map_or(&Value::Null, |row| row.value(&said.column)), value));
    if texts.is_first_version && part == Part::VersionText {
        let before = values.len();
        values.retain(|(said, _)| said.column != "whats_new");
        if values.len() < before {
            notes.first_versions.insert(texts.app.name.clone());
        }
    }
    let Some((first, _)) = values.first() else { return };
    if let Some(row) = row {
        for (said, value) in values {
            proposal.set(part.view(), row.pk, &said.column, value.clone(), placed(texts, part, &said.place));
        }
        return;
    }
    let parent = if part == Part::VersionText {
        texts.version.row().map(|row| ("version_id", row))
    } else {
        texts.info.as_ref().map(|row| ("app_info_id", row))
    };
    let (Creating::Locales, Some((column, parent))) = (creating, parent) else {
        notes.missing_locales.insert((texts.app.name.clone(), locale.clone()));
        return;
    };
    let place = placed(texts, part, &first.place);
    let mut columns = vec![(column.to_owned(), Value::Text(parent.id.clone())), ("locale".to_owned(), Value::Text(locale.clone()))];
    columns.extend(values.into_iter().map(|(said, value)| (said.column.clone(), value.clone())));
    proposal.create(part.view(), columns, place);
}

/// A place with what it is about.
fn placed(texts: &Texts, part: Part, place: &str) -> String {
    format!("{place} ({})", texts.subject(part))
}

/// Whether two values differ in nothing but outer white space and the ends of lines; no text is like an empty one.
fn is_same(current: &Value, wanted: &Value) -> bool {
    let text = |value: &Value| normal(&value.to_string());
    text(current) == text(wanted)
}
