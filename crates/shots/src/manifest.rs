//! `shots.toml`: whose each file is, where folders do not tell.
//!
//! ```toml
//! app = "com.example.app"                  # for every entry without its own; may be left out
//!
//! [[shots]]
//! files = ["store/phone-*.png", "end.png"] # one pattern or several; their order is the store's
//! app = "com.example.other"
//! locale = "en-US"                         # or locales = ["en-US", "en-GB"]; else `default`
//! display_types = ["APP_IPHONE_67"]        # what the files are for, where their size does not tell
//! time_code = "00:00:05:01"                # of an app preview: the frame of its poster
//! ```

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use glob::{MatchOptions, Pattern};
use serde::Deserialize;

use crate::{
    error::ShotsError,
    folder::{DEFAULT_LOCALE, Owner},
    previews::is_time_code,
    sizes::DisplayType,
};

/// What the manifest is called, in the folder of masters.
pub const MANIFEST: &str = "shots.toml";

/// A file with what the manifest says about it.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) path: PathBuf,
    pub(crate) owner: Owner,
    pub(crate) display_types: Vec<DisplayType>,
    pub(crate) time_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    app: Option<String>,
    #[serde(default)]
    shots: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    files: OneOrMany,
    app: Option<String>,
    locale: Option<String>,
    locales: Option<Vec<String>>,
    #[serde(default)]
    display_types: Vec<String>,
    time_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// Reads the manifest of a folder with these files: each file of each entry, in the manifest's
/// order, files of one pattern in the order they are given in. None if there is no manifest.
pub(crate) fn read(root: &Path, files: &[PathBuf]) -> Result<Option<Vec<Listed>>, ShotsError> {
    let path = root.join(MANIFEST);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ShotsError::Manifest { path, source: error.into() }),
    };
    list(&text, files).map(Some).map_err(|source| ShotsError::Manifest { path, source })
}

type Wrong = Box<dyn std::error::Error + Send + Sync>;

fn list(text: &str, files: &[PathBuf]) -> Result<Vec<Listed>, Wrong> {
    let Manifest { app, shots } = toml::from_str(text)?;
    let mut listed = Vec::new();
    for entry in shots {
        let locales = match (entry.locale, entry.locales) {
            (Some(_), Some(_)) => return Err("an entry says both `locale` and `locales`: keep one".into()),
            (Some(locale), None) => vec![locale],
            (None, Some(locales)) => locales,
            (None, None) => vec![DEFAULT_LOCALE.to_owned()],
        };
        let known = |name: &String| DisplayType::named(name).ok_or_else(|| format!("`{name}` is no display type of Apple's"));
        let display_types = entry.display_types.iter().map(known).collect::<Result<Vec<_>, _>>()?;
        if let Some(wrong) = entry.time_code.as_ref().filter(|text| !is_time_code(text)) {
            return Err(format!("`{wrong}` is no time code: write `HH:MM:SS:FF`").into());
        }
        let patterns = match entry.files {
            OneOrMany::One(pattern) => vec![pattern],
            OneOrMany::Many(patterns) => patterns,
        };
        let owner = |locale: String| Owner { app: entry.app.clone().or_else(|| app.clone()), locale };
        let owners: Vec<_> = locales.into_iter().map(owner).collect();
        for pattern in patterns {
            let matching = matching(&pattern, files)?;
            if matching.is_empty() {
                return Err(format!("no image or video matches `{pattern}`").into());
            }
            for owner in &owners {
                listed.extend(matching.iter().map(|path| Listed {
                    path: (*path).clone(),
                    owner: owner.clone(),
                    display_types: display_types.clone(),
                    time_code: entry.time_code.clone(),
                }));
            }
        }
    }
    Ok(listed)
}

/// `*` ends at a folder, `**` does not; patterns match below the folder only, as files do.
fn matching<'a>(pattern: &str, files: &'a [PathBuf]) -> Result<Vec<&'a PathBuf>, Wrong> {
    let options = MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };
    let compiled = Pattern::new(pattern).map_err(|error| format!("`{pattern}` is no pattern: {error}"))?;
    Ok(files.iter().filter(|file| compiled.matches_path_with(file, options)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<PathBuf> {
        ["end.png", "phone/1.png", "phone/2.png", "phone/10.png", "tv/deep/1.mov"].map(PathBuf::from).into()
    }

    fn lines(text: &str) -> Vec<String> {
        let say = |file: Listed| {
            let Owner { app, locale } = file.owner;
            format!("{} {}/{locale} {:?} {:?}", file.path.display(), app.unwrap_or_default(), file.display_types, file.time_code)
        };
        list(text, &files()).unwrap().into_iter().map(say).collect()
    }

    fn wrong(text: &str) -> String {
        list(text, &files()).unwrap_err().to_string()
    }

    #[test]
    fn the_order_is_that_of_the_manifest() {
        let text = r#"
            app = "one"
            [[shots]]
            files = ["end.png", "phone/*.png"]
            display_types = ["APP_IPHONE_67", "APP_IPHONE_65"]
            [[shots]]
            files = "**/*.mov"
            app = "two"
            locales = ["en-US", "ja"]
            time_code = "00:00:05:01"
        "#;
        let phone = "one/default [APP_IPHONE_67, APP_IPHONE_65] None";
        assert_eq!(
            lines(text),
            [
                format!("end.png {phone}"),
                format!("phone/1.png {phone}"),
                format!("phone/2.png {phone}"),
                format!("phone/10.png {phone}"),
                "tv/deep/1.mov two/en-US [] Some(\"00:00:05:01\")".to_owned(),
                "tv/deep/1.mov two/ja [] Some(\"00:00:05:01\")".to_owned(),
            ]
        );
        assert!(lines("").is_empty());
    }

    #[test]
    fn what_it_cannot_say_is_named() {
        assert_eq!(wrong("[[shots]]\nfiles = '*.jpg'"), "no image or video matches `*.jpg`");
        assert_eq!(wrong("[[shots]]\nfiles = '*.mov'"), "no image or video matches `*.mov`", "a star ends at a folder");
        assert_eq!(wrong("[[shots]]\nfiles = '../*.png'"), "no image or video matches `../*.png`");
        assert_eq!(
            wrong("[[shots]]\nfiles = 'end.png'\ndisplay_types = ['APP_IPHONE_69']"),
            "`APP_IPHONE_69` is no display type of Apple's"
        );
        assert_eq!(wrong("[[shots]]\nfiles = 'end.png'\ntime_code = '5'"), "`5` is no time code: write `HH:MM:SS:FF`");
        assert!(wrong("[[shots]]\nfiles = 'a[.png'").starts_with("`a[.png` is no pattern: "));
        assert!(wrong("[[shots]]\nfiles = 'end.png'\nlocal = 'ja'").contains("unknown field `local`"));
        assert!(wrong("[[shots]]\nfiles = 'end.png'\nlocale = 'ja'\nlocales = []").contains("keep one"));
    }
}
