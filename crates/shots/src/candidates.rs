//! From a size and a path to display types: fastlane's conventions, without its silent guesses.
//!
//! Two pairs of types accept the same size: the 13-inch iPad and the second generation 12.9-inch
//! iPad Pro at 2048×2732, Apple TV and Vision Pro at 3840×2160. Only a path that says which is
//! meant decides between them; otherwise both are returned, and a person decides.

use std::path::Path;

use crate::{size::Size, sizes::DisplayType};

/// The display types that accept an image of this size, in the order of the table: none if the
/// size is wrong, several if the size alone does not tell and `path` does not say.
///
/// `path` is the file's path below the screenshots folder; an empty path hints at nothing. A
/// folder `iMessage` or `appleTV` limits the choice to those types, as does the name of a display
/// type or of its device to that type: `1_APP_IPAD_PRO_129_1.png`, `iPad Pro 13-inch (M4)-1.png`.
pub fn display_types(size: Size, path: &Path) -> Vec<DisplayType> {
    let candidates: Vec<_> = allowed(path).filter(|candidate| candidate.accepts(size)).collect();
    let hinted = |candidate: &&DisplayType| is_named(**candidate, path);
    let mut named = candidates.iter().filter(hinted);
    match (named.next(), named.next()) {
        (Some(&only), None) => vec![only],
        _ => candidates,
    }
}

/// The accepted size nearest to `size`, and the first display type in the table that accepts it,
/// among those that `path` allows: what to tell a person whose image is refused.
///
/// Nearest is the smallest [`Size::distance`].
///
/// # Panics
/// Never: every path allows a display type, and every display type has a size.
pub fn nearest(size: Size, path: &Path) -> (DisplayType, Size) {
    allowed(path)
        .flat_map(|display_type| display_type.sizes().map(move |size| (display_type, size)))
        .min_by_key(|(_, accepted)| accepted.distance(size))
        .expect("every path allows a display type, and every display type has a size")
}

/// The display types a file in this place can have at all.
fn allowed(path: &Path) -> impl Iterator<Item = DisplayType> {
    let imessage = is_for_imessage(path);
    let apple_tv = has_folder(path, "appleTV");
    DisplayType::all().filter(move |display_type| {
        display_type.is_imessage() == imessage && (imessage || !apple_tv || display_type.name() == "APP_APPLE_TV")
    })
}

/// Whether a file in this place is for the iMessage app.
pub(crate) fn is_for_imessage(path: &Path) -> bool {
    has_folder(path, "iMessage") || mentions(&text(path), "imessage_app")
}

fn has_folder(path: &Path, name: &str) -> bool {
    path.parent().is_some_and(|folder| folder.iter().any(|part| part.eq_ignore_ascii_case(name)))
}

/// Whether the path says this display type, by Apple's name or by one of the device's names.
fn is_named(display_type: DisplayType, path: &Path) -> bool {
    let path = text(path);
    let name = display_type.name().trim_start_matches("IMESSAGE_");
    let phrases = PHRASES.iter().filter(|(of, _)| *of == name);
    mentions(&path, &name.to_lowercase()) || phrases.into_iter().any(|(_, words)| words.iter().all(|word| mentions(&path, word)))
}

/// What else people write for the types that share a size; all words of a line must be there.
/// The generations are part of the device names of Apple's simulators.
const PHRASES: [(&str, &[&str]); 15] = [
    ("APP_IPAD_PRO_3GEN_129", &["ipad_pro_3gen_129"]),
    ("APP_IPAD_PRO_3GEN_129", &["ipadpro129"]),
    ("APP_IPAD_PRO_3GEN_129", &["13-inch"]),
    ("APP_IPAD_PRO_3GEN_129", &["12.9", "3rd generation"]),
    ("APP_IPAD_PRO_3GEN_129", &["12.9", "4th generation"]),
    ("APP_IPAD_PRO_3GEN_129", &["12.9", "5th generation"]),
    ("APP_IPAD_PRO_3GEN_129", &["12.9", "6th generation"]),
    ("APP_IPAD_PRO_129", &["12.9", "2nd generation"]),
    ("APP_APPLE_TV", &["appletv"]),
    ("APP_APPLE_TV", &["apple tv"]),
    ("APP_APPLE_TV", &["apple_tv"]),
    ("APP_APPLE_TV", &["apple-tv"]),
    ("APP_APPLE_TV", &["tvos"]),
    ("APP_APPLE_VISION_PRO", &["vision"]),
    ("APP_APPLE_VISION_PRO", &["applevision"]),
];

/// Whether `word` begins somewhere in `text` at the beginning of a word, so that a `revision` is
/// no hint at a Vision Pro.
fn mentions(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(width: u32, height: u32, path: &str) -> Vec<&'static str> {
        let found = display_types(Size::new(width, height), Path::new(path));
        found.into_iter().map(DisplayType::name).collect()
    }

    #[test]
    fn every_size_of_the_table_leads_back_to_its_type() {
        for display_type in DisplayType::all() {
            let folder = if display_type.is_imessage() { "iMessage/en-US" } else { "en-US" };
            for size in display_type.sizes() {
                let unnamed = display_types(size, &Path::new(folder).join("1.png"));
                assert!(unnamed.contains(&display_type), "{display_type} at {size}: {unnamed:?}");
                let path = format!("{folder}/1_{display_type}_1.png");
                assert_eq!(display_types(size, Path::new(&path)), [display_type], "{size}");
            }
        }
    }

    #[test]
    fn only_two_pairs_share_a_size() {
        let mut shared: Vec<_> =
            DisplayType::all().flat_map(DisplayType::sizes).filter(|&size| display_types(size, Path::new("")).len() > 1).collect();
        shared.sort_unstable();
        shared.dedup();
        let (pad, screen) = (Size::new(2048, 2732), Size::new(3840, 2160));
        assert_eq!(shared, [pad, pad.turned(), screen]);
    }

    #[test]
    fn a_path_decides_between_13_and_12_9_inch() {
        let both = ["APP_IPAD_PRO_3GEN_129", "APP_IPAD_PRO_129"];
        assert_eq!(names(2048, 2732, "en-US/1.png"), both);
        assert_eq!(names(2048, 2732, "en-US/iPad Pro (12.9-inch).png"), both);
        assert_eq!(names(2064, 2752, "en-US/1.png"), both[..1]);
        for path in ["en-US/iPad Pro 13-inch (M4)-1.png", "1_app_ipad_pro_3gen_129_1.png"] {
            assert_eq!(names(2048, 2732, path), both[..1], "{path}");
        }
        for path in ["iPad Pro (12.9-inch) (2nd generation)-1.png", "1_APP_IPAD_PRO_129_1.png"] {
            assert_eq!(names(2732, 2048, path), both[1..], "{path}");
        }
        assert_eq!(names(2048, 2732, "iMessage/de-DE/iPad Pro (12.9-inch) (2nd generation).png"), ["IMESSAGE_APP_IPAD_PRO_129"]);
    }

    #[test]
    fn a_path_decides_between_tv_and_vision() {
        let both = ["APP_APPLE_TV", "APP_APPLE_VISION_PRO"];
        for path in ["en-US/1.png", "en-US/revision-2.png", "television.png", "tvos vision.png"] {
            assert_eq!(names(3840, 2160, path), both, "{path}");
        }
        for path in ["en-US/Apple Vision Pro-1.png", "en-US/visionOS.png", "AppleVisionPro.png"] {
            assert_eq!(names(3840, 2160, path), both[1..], "{path}");
        }
        assert_eq!(names(3840, 2160, "en-US/Apple TV 4K.png"), both[..1]);
        assert_eq!(names(3840, 2160, "appleTV/en-US/vision.png"), both[..1]);
    }

    #[test]
    fn folders_limit_the_choice() {
        assert_eq!(names(1320, 2868, "en-US/1.png"), ["APP_IPHONE_67"]);
        assert_eq!(names(1320, 2868, "iMessage/en-US/1.png"), ["IMESSAGE_APP_IPHONE_67"]);
        assert_eq!(names(1320, 2868, "en-US/iMessage.png"), ["APP_IPHONE_67"]);
        assert!(names(1320, 2868, "appleTV/en-US/1.png").is_empty());
        assert!(names(416, 496, "iMessage/en-US/1.png").is_empty());
    }

    #[test]
    fn the_nearest_size_respects_orientation_and_folder() {
        let near = |width, height, path: &str| {
            let (display_type, size) = nearest(Size::new(width, height), Path::new(path));
            format!("{display_type} {size}")
        };
        assert_eq!(near(1290, 2797, ""), "APP_IPHONE_67 1290×2796");
        assert_eq!(near(2700, 1242, ""), "APP_IPHONE_65 2688×1242");
        assert_eq!(near(1300, 2800, "appleTV/en-US/1.png"), "APP_APPLE_TV 1920×1080");
        assert_eq!(near(1, 1, "iMessage/en-US/1.png"), "IMESSAGE_APP_IPHONE_40 640×1096");
        assert_eq!(near(u32::MAX, u32::MAX, ""), "APP_APPLE_TV 3840×2160");
    }
}
