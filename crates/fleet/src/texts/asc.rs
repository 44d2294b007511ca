//! The tree of the `asc` tool: `app-info/<locale>.json` and `version/<number>/<locale>.json`, keys as Apple names attributes.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value as Json};
use store::Value;
use store::catalog::{Field, catalog};

use crate::error::{FleetError, Result};
use crate::sentence;
use crate::texts::current::{Row, Texts, columns};
use crate::texts::fastlane::{entries, name_of};
use crate::texts::files::{Files, name_for_a_file};
use crate::texts::notes::Notes;
use crate::texts::said::{Part, Said, normal};

const INFO_FOLDER: &str = "app-info";
const VERSION_FOLDER: &str = "version";

pub(super) fn is_at(folder: &Path) -> bool {
    folder.join(INFO_FOLDER).is_dir() || folder.join(VERSION_FOLDER).is_dir()
}

pub(super) fn read(folder: &Path, texts: &Texts, notes: &mut Notes) -> Result<Vec<Said>> {
    let mut said = Vec::new();
    for path in entries(folder)? {
        match name_of(&path).as_str() {
            INFO_FOLDER => read_locales(&path, Part::InfoText, &mut said, notes)?,
            VERSION_FOLDER => read_version(&path, texts, &mut said, notes)?,
            _ => {
                notes.unknown_files.insert(path.display().to_string());
            }
        }
    }
    Ok(said)
}

pub(super) fn write(folder: &Path, texts: &Texts, files: &mut Files) -> Result<()> {
    let mut write = |folder: &Path, part| {
        for (locale, row) in texts.localized(part) {
            let values: Map<String, Json> = fields(part)
                .filter(|field| !row.text(&field.name).is_empty())
                .map(|field| (field.attribute.clone(), Json::from(row.text(&field.name))))
                .collect();
            files.json(folder.join(format!("{}.json", name_for_a_file(locale)?)), &Json::Object(values));
        }
        Ok::<_, FleetError>(())
    };
    write(&folder.join(INFO_FOLDER), Part::InfoText)?;
    if let Some(version) = texts.version.row() {
        write(&folder.join(VERSION_FOLDER).join(name_for_a_file(number(version))?), Part::VersionText)?;
    }
    Ok(())
}

/// Reads the folder of the version that can be edited. Those of others are history.
fn read_version(folder: &Path, texts: &Texts, said: &mut Vec<Said>, notes: &mut Notes) -> Result<()> {
    let folders = entries(folder)?;
    let Some(version) = texts.version.row() else {
        if let Some(reason) = texts.version.reason().filter(|_| !folders.is_empty()) {
            notes.problems.push((folder.display().to_string(), reason.into()));
        }
        return Ok(());
    };
    if let Some(path) = folders.iter().find(|path| name_of(path) == number(version)) {
        return read_locales(path, Part::VersionText, said, notes);
    }
    if !folders.is_empty() {
        let names: Vec<String> = folders.iter().map(|path| name_of(path)).collect();
        // The texts of one version must not become those of another unasked.
        let sentence = format!(
            "there is {}, but the version of {} is {}; rename the folder, or choose with --version",
            names.join(", "),
            texts.app.name,
            number(version)
        );
        notes.problems.push((folder.display().to_string(), sentence));
    }
    Ok(())
}

fn read_locales(folder: &Path, part: Part, said: &mut Vec<Said>, notes: &mut Notes) -> Result<()> {
    for path in entries(folder)? {
        let name = name_of(&path);
        let Some(locale) = name.strip_suffix(".json").filter(|_| path.is_file()) else {
            notes.unknown_files.insert(path.display().to_string());
            continue;
        };
        for (key, json) in object(&path)? {
            let place = format!("{} {key}", path.display());
            let Some(field) = fields(part).find(|field| field.attribute == key) else {
                let hint = sentence::did_you_mean(&key, fields(part).map(|field| field.attribute.as_str()));
                let known =
                    || format!("the keys are {}", fields(part).map(|field| field.attribute.as_str()).collect::<Vec<_>>().join(", "));
                notes.problems.push((place, format!("there is no such text; {}", hint.unwrap_or_else(known))));
                continue;
            };
            let value = match json {
                Json::Null => Some(Value::Null),
                Json::String(text) => Some(normal(&text)).filter(|text| !text.is_empty()).map(Value::Text),
                other => {
                    notes.problems.push((place, format!("{other} is neither text nor null")));
                    continue;
                }
            };
            said.push(Said { part, locale: Some(locale.into()), column: field.name.clone(), value, place });
        }
    }
    Ok(())
}

/// The one object that a file holds.
pub(crate) fn object(path: &Path) -> Result<Map<String, Json>> {
    let text = fs::read_to_string(path).map_err(|source| FleetError::Read { path: path.into(), source })?;
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(Json::Object(object)) => Ok(object),
        Ok(_) => Err(FleetError::input(format!("`{}` holds no JSON object", path.display()))),
        Err(error) => Err(FleetError::input(format!("`{}` is no JSON: {error}", path.display()))),
    }
}

fn fields(part: Part) -> impl Iterator<Item = &'static Field> {
    let resource = catalog().resource(part.view());
    columns(part).into_iter().filter_map(move |column| resource?.field(column))
}

fn number(version: &Row) -> &str {
    version.text("version_string")
}
