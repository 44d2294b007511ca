//! The folder of masters: which files there are, and whose they are.
//!
//! fastlane's layout for one app, `<locale>/*`, `appleTV/<locale>/*` and `iMessage/<locale>/*`, or
//! the same below a folder for each app, with or without `screenshots/` or `fastlane/screenshots/`
//! between. Which of the two it is, is decided once for the whole folder: where a folder is called
//! like one of Apple's locales, the folders beside it are no apps. What an app's folder is called,
//! a bundle id, an Apple id or a name, is for others to look up.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{error::ShotsError, natural};

/// fastlane's folder for every locale that has no file of its own.
pub const DEFAULT_LOCALE: &str = "default";

/// How many folders are entered one below the other: one more than the deepest layout has, so that
/// misplaced files are found.
const DEPTH: usize = 6;

/// App Store Connect's locales (Apple, App Store localizations, 2026): only to tell them from apps.
const LOCALES: [&str; 50] = [
    "ar-SA", "bn-BD", "ca", "cs", "da", "de-DE", "el", "en-AU", "en-CA", "en-GB", "en-US", "es-ES", "es-MX", "fi", "fr-CA", "fr-FR",
    "gu-IN", "he", "hi", "hr", "hu", "id", "it", "ja", "kn-IN", "ko", "ml-IN", "mr-IN", "ms", "nl-NL", "no", "or-IN", "pa-IN", "pl",
    "pt-BR", "pt-PT", "ro", "ru", "sk", "sl-SI", "sv", "ta-IN", "te-IN", "th", "tr", "uk", "ur-PK", "vi", "zh-Hans", "zh-Hant",
];

/// Extensions of images of any format, so that a format nobody accepts is named and not ignored.
const IMAGES: [&str; 18] =
    ["png", "jpg", "jpeg", "jpe", "gif", "webp", "tif", "tiff", "bmp", "heic", "heif", "avif", "jxl", "psd", "tga", "ico", "pdf", "svg"];

/// Extensions of app previews (Apple, App preview specifications).
const VIDEOS: [&str; 3] = ["mov", "m4v", "mp4"];

/// Whose a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) app: Option<String>,
    pub(crate) locale: String,
}

/// The images and videos below `root`, misplaced ones included, as paths relative to it, in natural
/// order. Hidden files are left out, as is everything else.
pub(crate) fn media(root: &Path) -> Result<Vec<PathBuf>, ShotsError> {
    let mut found = Vec::new();
    collect(root, Path::new(""), &mut Vec::new(), &mut found)?;
    found.sort_unstable_by(|a, b| natural::compare(a, b));
    Ok(found)
}

/// Whether the name says that this is a video.
pub(crate) fn is_video(path: &Path) -> bool {
    has_extension(path, &VIDEOS)
}

/// The owner of each file, in their order; none for a file that is where no screenshots are.
pub(crate) fn owners(files: &[PathBuf]) -> Vec<Option<Owner>> {
    let folders: Vec<Vec<&str>> = files.iter().map(|file| folders(file)).collect();
    let of_apps: Vec<_> = folders.iter().map(|folders| of_an_app(folders)).collect();
    let is_one_app = of_apps.iter().all(Option::is_none) || folders.iter().any(|folders| locale(folders).is_some_and(is_known));
    if !is_one_app {
        return of_apps;
    }
    folders.iter().map(|folders| Some(Owner { app: None, locale: locale(folders)?.to_owned() })).collect()
}

fn of_an_app(folders: &[&str]) -> Option<Owner> {
    let (app, below) = folders.split_first()?;
    let may_be_an_app = !is_platform(app) && !is_known(app) && !["screenshots", "fastlane"].contains(app);
    let locale = locale(below).filter(|_| may_be_an_app)?;
    Some(Owner { app: Some((*app).to_owned()), locale: locale.to_owned() })
}

/// The locale in the folders of one app.
fn locale<'a>(folders: &[&'a str]) -> Option<&'a str> {
    let below = match folders {
        ["fastlane", "screenshots", below @ ..] | ["screenshots", below @ ..] => below,
        other => other,
    };
    match below {
        [locale] if !is_platform(locale) => Some(locale),
        [platform, locale] if is_platform(platform) => Some(locale),
        _ => None,
    }
}

/// The folders of a file; a name that is no text owns nothing.
fn folders(file: &Path) -> Vec<&str> {
    let parts: Option<Vec<_>> = file.parent().into_iter().flatten().map(|part| part.to_str()).collect();
    parts.unwrap_or_default()
}

fn is_known(locale: &str) -> bool {
    locale == DEFAULT_LOCALE || LOCALES.contains(&locale)
}

fn is_platform(folder: &str) -> bool {
    ["appleTV", "iMessage"].iter().any(|platform| folder.eq_ignore_ascii_case(platform))
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|extension| extensions.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// `above` are the folders that are open, by their true names: to enter one again is to go in
/// circles.
fn collect(root: &Path, below: &Path, above: &mut Vec<PathBuf>, found: &mut Vec<PathBuf>) -> Result<(), ShotsError> {
    let folder = root.join(below);
    let failed = |source: io::Error| ShotsError::ReadFolder { path: folder.clone(), source };
    let true_name = folder.canonicalize().map_err(failed)?;
    if above.contains(&true_name) {
        return Ok(());
    }
    above.push(true_name);
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let path = below.join(&name);
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        // A link to a folder counts as that folder: locales that share their images are often
        // made this way.
        if root.join(&path).is_dir() {
            if above.len() <= DEPTH {
                collect(root, &path, above, found)?;
            }
        } else if has_extension(&path, &IMAGES) || is_video(&path) {
            found.push(path);
        }
    }
    above.pop();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `app/locale` of each file, `-` for none of either.
    fn owned(files: &[&str]) -> Vec<String> {
        let files: Vec<_> = files.iter().map(PathBuf::from).collect();
        let say = |owner: Option<Owner>| match owner {
            Some(Owner { app, locale }) => format!("{}/{locale}", app.as_deref().unwrap_or("-")),
            None => "-".to_owned(),
        };
        owners(&files).into_iter().map(say).collect()
    }

    #[test]
    fn one_app_has_locales_and_platforms() {
        let files = ["en-US/1.png", "appletv/de-DE/1.png", "iMessage/default/1.png", "1.png", "iMessage/1.png", "en-US/phone/1.png"];
        assert_eq!(owned(&files), ["-/en-US", "-/de-DE", "-/default", "-", "-", "-"]);
        assert_eq!(owned(&["screenshots/ja/1.png", "fastlane/screenshots/appleTV/ja/1.png"]), ["-/ja", "-/ja"]);
        assert_eq!(owned(&["tlh/1.png"]), ["-/tlh"], "a locale Apple does not have is a locale where nothing else is");
    }

    #[test]
    fn many_apps_have_a_folder_each() {
        let files = [
            "com.example.one/en-US/1.png",
            "1234567890/appleTV/en-US/1.png",
            "My App/screenshots/tlh/1.png",
            "My App/fastlane/screenshots/iMessage/ja/1.png",
            "My App/1.png",
            "stray.png",
        ];
        assert_eq!(owned(&files), ["com.example.one/en-US", "1234567890/en-US", "My App/tlh", "My App/ja", "-", "-"]);
        assert_eq!(owned(&["en-US/phones/1.png"]), ["-"], "a locale is no app");
    }
}
