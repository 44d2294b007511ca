//! What Apple shows of some apps, as the tree of files that fastlane and `fleet shots` read.
//!
//! Names are made from numbers, display types and locales only. What a file is called at Apple, or how an app is called,
//! decides about nothing here.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::json;
use shots::{DisplayType, PreviewType};
use store::{Reader, Value};

use crate::error::Result;
use crate::output::shown;
use crate::texts::App;

/// What Apple shows, and which files of it are here.
#[derive(Debug, Default)]
pub(crate) struct Pulled {
    /// Files that are here, with the app (a row) they are of and their place in its folder.
    pub(crate) files: Vec<PulledFile>,
    /// Apps (rows), once for each of their pictures of which no file is here.
    pub(crate) lacking: Vec<i64>,
    /// Apps (rows) that have such a version.
    pub(crate) apps: Vec<i64>,
    /// Versions whose pictures were never read.
    pub(crate) unread: usize,
    /// Screenshots that failed or are under way.
    pub(crate) unfinished: usize,
    /// Films that are not here.
    pub(crate) films: usize,
    /// What cannot be given a name, for people.
    pub(crate) strange: Vec<String>,
}

/// A file for the tree.
#[derive(Debug)]
pub(crate) struct PulledFile {
    pub(crate) app: i64,
    /// Below the folder of the app.
    pub(crate) place: PathBuf,
    /// In the folder of images.
    pub(crate) source: PathBuf,
    /// Whether it is what Apple made of a file, and not that file.
    pub(crate) is_copy: bool,
}

impl Pulled {
    /// Looks what the mirror has of the version in preparation (or the one in the store) of these apps, and which files
    /// of it lie in the folder of images.
    pub(crate) fn of(reader: &Reader, apps: &[App], is_live: bool, locales: &[String], images: &Path) -> Result<Self> {
        let apps: Vec<i64> = apps.iter().map(|app| app.pk).collect();
        let parameters = [Value::Text(json!(apps).to_string()), Value::Integer(is_live.into())];
        let table = reader.query(include_str!("../../../sql/queries/pulled_media.sql"), &parameters)?;
        let mut pulled = Self::default();
        let mut numbers = HashMap::new();
        for row in &table.rows {
            let [what, app, _, locale, shown_as, _, is_there, kept, kept_bytes, image, image_bytes, _] = row.as_slice() else { continue };
            let app = app.as_integer().unwrap_or_default();
            let is_there = is_there.as_integer() == Some(1);
            if what.as_text() == Some("version") {
                pulled.apps.push(app);
                pulled.unread += usize::from(!is_there);
                continue;
            }
            if !(locales.is_empty() || locale.as_text().is_some_and(|locale| locales.iter().any(|wanted| wanted == locale))) {
                continue;
            }
            if !is_there {
                pulled.unfinished += 1;
                continue;
            }
            let Some((folder, name)) = folder(locale).zip(name(what, shown_as)) else {
                pulled.strange.push(format!("{} {} {}", shown(what), shown(locale), shown(shown_as)));
                continue;
            };
            // What is not here keeps its number.
            let number = numbers.entry((app, folder.clone(), name)).or_insert(0);
            *number += 1;
            let kept = file(images, kept, kept_bytes);
            let is_copy = kept.is_none();
            let Some(source) = kept.or_else(|| file(images, image, image_bytes)) else {
                if what.as_text() == Some("preview") {
                    pulled.films += 1;
                } else {
                    pulled.lacking.push(app);
                }
                continue;
            };
            let extension = source.extension().unwrap_or_default().to_string_lossy();
            let place = within(&folder, name).join(format!("{number}_{name}_{number}.{extension}"));
            pulled.files.push(PulledFile { app, place, source, is_copy });
        }
        pulled.apps.dedup();
        Ok(pulled)
    }
}

/// The folder of a locale; none for what is shaped like no locale, because folders are made by it.
fn folder(locale: &Value) -> Option<String> {
    let locale = locale.as_text()?;
    let mut parts = locale.split('-');
    let is_part = |part: &str| matches!(part.len(), 2..=8) && part.chars().all(|letter| letter.is_ascii_alphanumeric());
    let is_language = |part: &str| matches!(part.len(), 2 | 3) && part.chars().all(|letter| letter.is_ascii_alphabetic());
    (parts.next().is_some_and(is_language) && parts.all(is_part)).then(|| locale.to_owned())
}

/// The type as this program spells it; none for one that it does not know.
fn name(what: &Value, shown_as: &Value) -> Option<&'static str> {
    let shown_as = shown_as.as_text()?;
    match what.as_text()? {
        "preview" => PreviewType::named(shown_as).map(PreviewType::name),
        _ => DisplayType::named(shown_as).map(DisplayType::name),
    }
}

/// fastlane has folders of their own for the iMessage app and for Apple TV.
fn within(locale: &str, name: &str) -> PathBuf {
    match name {
        "APP_APPLE_TV" | "APPLE_TV" => Path::new("appleTV").join(locale),
        name if name.starts_with("IMESSAGE_") => Path::new("iMessage").join(locale),
        _ => locale.into(),
    }
}

/// The file in the folder of images, if it is there and whole as far as its length tells.
fn file(images: &Path, path: &Value, bytes: &Value) -> Option<PathBuf> {
    let path = images.join(path.as_text()?);
    let found = std::fs::metadata(&path).ok()?;
    (found.is_file() && i64::try_from(found.len()).ok() == bytes.as_integer()).then_some(path)
}

#[cfg(test)]
mod tests {
    use store::Value;

    use super::{folder, name, within};

    #[test]
    fn folders_and_names_lead_nowhere_else() {
        let text = |text: &str| Value::Text(text.into());
        for locale in ["de-DE", "ja", "zh-Hans", "fil", "es-419"] {
            assert_eq!(folder(&text(locale)).as_deref(), Some(locale));
        }
        for wrong in ["", ".", "..", "../de", "de/DE", "de\\DE", "de-", "-de", "d", "appleTV", "default", "de-DE\0", "C:", "dé-DE"] {
            assert_eq!(folder(&text(wrong)), None, "{wrong}");
        }
        assert_eq!(folder(&Value::Null), None);
        assert_eq!(name(&text("screenshot"), &text("../APP_IPHONE_67")), None);
        assert_eq!(name(&text("preview"), &text("APP_IPHONE_67")), None);
        assert_eq!(name(&text("preview"), &text("IPHONE_67")), Some("IPHONE_67"));
        assert_eq!(within("ja", "IMESSAGE_APP_IPHONE_67").to_str(), Some("iMessage/ja"));
        assert_eq!(within("ja", "APP_APPLE_TV").to_str(), Some("appleTV/ja"));
        assert_eq!(within("ja", "APP_APPLE_VISION_PRO").to_str(), Some("ja"));
    }
}
