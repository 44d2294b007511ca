//! fastlane's folder of screenshots: where the images of a locale are.
//!
//! `<locale>/*`, `appleTV/<locale>/*` and `iMessage/<locale>/*`. Whether a locale exists is not
//! asked here; fastlane's `default` folder is one like the others.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use image::ImageFormat;

use crate::{error::ShotsError, natural};

/// How many folders are entered one below the other: one more than the layout has, so that
/// misplaced images are found, and few enough that a circle of symbolic links ends.
const DEPTH: usize = 3;

/// The images below `root`, misplaced ones included, as paths relative to it, in natural order.
///
/// An image is what an extension says, of any image format; hidden files are left out, as are
/// texts and videos.
pub(crate) fn images(root: &Path) -> Result<Vec<PathBuf>, ShotsError> {
    let mut found = Vec::new();
    collect(root, Path::new(""), DEPTH, &mut found)?;
    found.sort_unstable_by(|a, b| natural::compare(a, b));
    Ok(found)
}

/// The locale whose screenshot this is, if the file is where screenshots are.
pub(crate) fn locale(path: &Path) -> Option<String> {
    let parts: Vec<_> = path.iter().map(|part| part.to_str()).collect();
    match parts[..] {
        [Some(locale), _] if !is_platform(locale) => Some(locale.to_owned()),
        [Some(platform), Some(locale), _] if is_platform(platform) => Some(locale.to_owned()),
        _ => None,
    }
}

fn is_platform(folder: &str) -> bool {
    ["appleTV", "iMessage"].iter().any(|platform| folder.eq_ignore_ascii_case(platform))
}

fn collect(root: &Path, below: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), ShotsError> {
    let folder = root.join(below);
    let failed = |source: io::Error| ShotsError::ReadFolder { path: folder.clone(), source };
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let path = below.join(&name);
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        // A link to a folder counts as that folder: locales that share their images are often
        // made this way.
        if root.join(&path).is_dir() {
            if depth > 0 {
                collect(root, &path, depth - 1, found)?;
            }
        } else if ImageFormat::from_path(&path).is_ok() {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_the_last_folder_of_the_layout() {
        let of = |path: &str| locale(Path::new(path));
        assert_eq!(of("en-US/1.png").as_deref(), Some("en-US"));
        assert_eq!(of("appletv/de-DE/1.png").as_deref(), Some("de-DE"));
        assert_eq!(of("iMessage/default/1.png").as_deref(), Some("default"));
        assert_eq!(of("1.png"), None);
        assert_eq!(of("iMessage/1.png"), None);
        assert_eq!(of("en-US/phone/1.png"), None);
    }
}
