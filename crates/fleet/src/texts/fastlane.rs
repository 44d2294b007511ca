//! fastlane's tree: a folder per locale with a file per text, and a few files beside them.
//!
//! None of what `deliver` does on the side: a missing file removes nothing, no sub-category, no demo account.

use std::fs;
use std::path::{Path, PathBuf};

use store::Value;

use crate::error::{FleetError, Result};
use crate::texts::current::Texts;
use crate::texts::files::{Files, name_for_a_file};
use crate::texts::notes::Notes;
use crate::texts::said::{Part, Said, normal};

/// Files of a locale's folder: part, column, name without `.txt`.
const LOCALIZED: [(Part, &str, &str); 10] = [
    (Part::InfoText, "name", "name"),
    (Part::InfoText, "subtitle", "subtitle"),
    (Part::InfoText, "privacy_policy_url", "privacy_url"),
    (Part::InfoText, "privacy_policy_text", "apple_tv_privacy_policy"),
    (Part::VersionText, "description", "description"),
    (Part::VersionText, "keywords", "keywords"),
    (Part::VersionText, "whats_new", "release_notes"),
    (Part::VersionText, "support_url", "support_url"),
    (Part::VersionText, "marketing_url", "marketing_url"),
    (Part::VersionText, "promotional_text", "promotional_text"),
];

/// Files of the folder itself.
const PLAIN: [(Part, &str, &str); 7] = [
    (Part::Version, "copyright", "copyright"),
    (Part::Info, "primary_category", "primary_category"),
    (Part::Info, "primary_subcategory_one", "primary_first_sub_category"),
    (Part::Info, "primary_subcategory_two", "primary_second_sub_category"),
    (Part::Info, "secondary_category", "secondary_category"),
    (Part::Info, "secondary_subcategory_one", "secondary_first_sub_category"),
    (Part::Info, "secondary_subcategory_two", "secondary_second_sub_category"),
];

/// The folder of what reviewers are told.
const REVIEW_FOLDER: &str = "review_information";
const PASSWORD: &str = "demo_account_password";

/// Its files, each column first under its present name and then under older ones.
const REVIEW: [(&str, &str); 16] = [
    ("contact_first_name", "first_name"),
    ("contact_first_name", "review_first_name"),
    ("contact_last_name", "last_name"),
    ("contact_last_name", "review_last_name"),
    ("contact_phone", "phone_number"),
    ("contact_phone", "review_phone_number"),
    ("contact_email", "email_address"),
    ("contact_email", "review_email"),
    ("demo_account_required", "demo_required"),
    ("demo_account_required", "demo_account_required"),
    ("demo_account_name", "demo_user"),
    ("demo_account_name", "review_demo_user"),
    (PASSWORD, "demo_password"),
    (PASSWORD, "review_demo_password"),
    ("notes", "notes"),
    ("notes", "review_notes"),
];

/// Folders that belong to others.
const FOREIGN: [&str; 2] = ["android", "fonts"];

/// Names of iTunes Connect that do not become the present ones by capitals alone.
const OLD_CATEGORIES: [(&str, &str); 6] = [
    ("BOOK", "BOOKS"),
    ("HEALTHCARE_FITNESS", "HEALTH_AND_FITNESS"),
    ("PHOTOGRAPHY", "PHOTO_AND_VIDEO"),
    ("SOCIALNETWORKING", "SOCIAL_NETWORKING"),
    ("FOODDRINK", "FOOD_AND_DRINK"),
    ("FOOD_DRINK", "FOOD_AND_DRINK"),
];

pub(super) fn is_at(folder: &Path) -> bool {
    let has_localized = |folder: &Path| LOCALIZED.iter().any(|(_, _, name)| file(folder, name).is_file());
    let Ok(entries) = entries(folder) else { return false };
    PLAIN.iter().any(|(_, _, name)| file(folder, name).is_file())
        || folder.join(REVIEW_FOLDER).is_dir()
        || entries.iter().any(|entry| entry.is_dir() && has_localized(entry))
}

pub(super) fn read(folder: &Path, notes: &mut Notes) -> Result<Vec<Said>> {
    let mut said = Vec::new();
    for path in entries(folder)? {
        let name = name_of(&path);
        if path.is_file() {
            match PLAIN.iter().find(|(_, _, known)| is_called(&name, known)) {
                Some((part, column, _)) => said.extend(plain(&path, *part, column, notes)?),
                None => unknown(notes, &path),
            }
        } else if name == REVIEW_FOLDER {
            read_review(&path, &mut said, notes)?;
        } else if !FOREIGN.contains(&name.as_str()) {
            read_locale(&path, &name, &mut said, notes)?;
        }
    }
    Ok(said)
}

pub(super) fn write(folder: &Path, texts: &Texts, files: &mut Files) -> Result<()> {
    for (part, column, name) in PLAIN {
        let text = texts.row(part).map(|row| row.text(column)).unwrap_or_default();
        files.text(file(folder, name), text);
    }
    if let Some(review) = &texts.review {
        let mut written = "";
        for (column, name) in REVIEW.into_iter().filter(|(column, _)| *column != PASSWORD) {
            let text = match review.value(column) {
                Value::Integer(is_set) if column == "demo_account_required" => (*is_set != 0).to_string(),
                value => value.to_string(),
            };
            if column != written {
                files.text(file(&folder.join(REVIEW_FOLDER), name), &text);
            }
            written = column;
        }
    }
    for (part, column, name) in LOCALIZED {
        for (locale, row) in texts.localized(part) {
            files.text(file(&folder.join(name_for_a_file(locale)?), name), row.text(column));
        }
    }
    Ok(())
}

fn plain(path: &Path, part: Part, column: &str, notes: &mut Notes) -> Result<Option<Said>> {
    let mut value = content(path)?;
    if part == Part::Info {
        value = value.map(|name| category(&name, column.contains("subcategory")));
        let is_name = |text: &String| text.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == b'_');
        if let Some(name) = value.as_ref().filter(|name| !is_name(name)) {
            let sentence = format!(
                "`{name}` is no category; `fleet query \"SELECT id FROM categories\"` lists them after `fleet sync --only reference`"
            );
            notes.problems.push((path.display().to_string(), sentence));
            return Ok(None);
        }
    }
    let value = value.map(Value::Text);
    Ok(Some(Said { part, locale: None, column: column.into(), value, place: path.display().to_string() }))
}

fn read_locale(folder: &Path, locale: &str, said: &mut Vec<Said>, notes: &mut Notes) -> Result<()> {
    let files: Vec<PathBuf> = entries(folder)?;
    let known = |path: &PathBuf| LOCALIZED.iter().find(|(_, _, known)| path.is_file() && is_called(&name_of(path), known));
    if !files.iter().any(|path| known(path).is_some()) {
        // An empty folder of a locale says nothing; any other is none of ours.
        if !files.is_empty() {
            unknown(notes, folder);
        }
        return Ok(());
    }
    for path in &files {
        let Some((part, column, _)) = known(path) else {
            unknown(notes, path);
            continue;
        };
        let value = content(path)?.map(Value::Text);
        said.push(Said { part: *part, locale: Some(locale.into()), column: (*column).into(), value, place: path.display().to_string() });
    }
    Ok(())
}

fn read_review(folder: &Path, said: &mut Vec<Said>, notes: &mut Notes) -> Result<()> {
    for path in entries(folder)? {
        if !REVIEW.iter().any(|(_, known)| path.is_file() && is_called(&name_of(&path), known)) {
            unknown(notes, &path);
        }
    }
    for (column, name) in REVIEW {
        let path = file(folder, name);
        if !path.is_file() || said.iter().any(|said| said.part == Part::Review && said.column == column) {
            continue;
        }
        let place = path.display().to_string();
        let value = match (column, content(&path)?) {
            (_, None) => None,
            (PASSWORD, Some(_)) => {
                let path = std::path::absolute(&path).map_err(|source| FleetError::Read { path: path.clone(), source })?;
                // The database learns where it is, and never what it is.
                Some(Value::Text(format!("file:{}", path.display())))
            }
            ("demo_account_required", Some(text)) => match text.to_lowercase().as_str() {
                "true" | "yes" | "1" => Some(Value::Integer(1)),
                "false" | "no" | "0" => Some(Value::Integer(0)),
                _ => {
                    notes.problems.push((place, format!("`{text}` is neither true nor false")));
                    continue;
                }
            },
            (_, Some(text)) => Some(Value::Text(text)),
        };
        said.push(Said { part: Part::Review, locale: None, column: column.into(), value, place });
    }
    Ok(())
}

/// The text of a file; nothing if it is empty.
fn content(path: &Path) -> Result<Option<String>> {
    let bytes = fs::read(path).map_err(|source| FleetError::Read { path: path.into(), source })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        FleetError::input(format!("`{}` is not UTF-8 at byte {}", path.display(), error.utf8_error().valid_up_to()))
            .hint("save it as UTF-8")
    })?;
    let text = normal(text.trim_start_matches('\u{feff}'));
    Ok((!text.is_empty()).then_some(text))
}

/// The id that Apple has for a category, also of names from the days of iTunes Connect.
fn category(name: &str, is_below: bool) -> String {
    let Some(old) = name.strip_prefix("MZGenre.").or_else(|| name.strip_prefix("Apps.")) else { return name.to_uppercase() };
    let old = old.to_uppercase().replace('.', "_");
    let new = OLD_CATEGORIES.iter().find(|(known, _)| *known == old).map_or(old.clone(), |(_, new)| (*new).to_owned());
    if is_below && !new.starts_with("GAMES_") { format!("GAMES_{new}") } else { new }
}

fn unknown(notes: &mut Notes, path: &Path) {
    notes.unknown_files.insert(path.display().to_string());
}

/// What is in a folder, by name, without what is hidden.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |source| FleetError::Read { path: folder.into(), source };
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        entries.push(entry.map_err(failed)?.path());
    }
    entries.retain(|path| !name_of(path).starts_with('.'));
    entries.sort();
    Ok(entries)
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.txt"))
}

fn is_called(name: &str, known: &str) -> bool {
    name.strip_suffix(".txt") == Some(known)
}

#[cfg(test)]
mod tests {
    use super::category;

    #[test]
    fn categories_are_found_under_old_names() {
        assert_eq!(category("productivity", false), "PRODUCTIVITY");
        assert_eq!(category("MZGenre.SocialNetworking", false), "SOCIAL_NETWORKING");
        assert_eq!(category("MZGenre.Action", true), "GAMES_ACTION");
    }
}
