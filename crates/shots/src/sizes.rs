//! The pixel sizes App Store Connect accepts for each screenshot display type, as data.
//!
//! The names are the 33 values of `ScreenshotDisplayType` (`OpenAPI` 4.4.1), the sizes those of
//! Apple, Screenshot specifications. Deliberately absent: `APP_IPHONE_69`, which Apple's API does
//! not have (6.9-inch screenshots are `APP_IPHONE_67`), and any rule that picks one type where two
//! accept the same size; that is for [`display_types`](crate::display_types).

use std::fmt;

use crate::size::Size;

/// A display type: the kind of device a set of screenshots is shown for.
///
/// Types are ordered as the table is: iPhone, iPad, Mac, Apple TV, Vision, Watch, then iMessage,
/// each family from the newest device to the oldest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DisplayType(u8);

impl DisplayType {
    /// All 33 display types, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..).map(Self).take(TABLE.len())
    }

    /// The display type Apple calls `name`, for example `APP_IPHONE_67`.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|display_type| display_type.name() == name)
    }

    /// Apple's name for it, the value of `screenshotDisplayType`.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// What people call it, for example `iPhone 6.9"`.
    pub fn label(self) -> &'static str {
        self.row().1
    }

    /// Every size it accepts, in pixels: portrait sizes first, then, where the device may be
    /// turned, the same sizes in landscape.
    pub fn sizes(self) -> impl Iterator<Item = Size> {
        let Sizes { listed, rotation } = self.row().2;
        let listed = listed.iter().map(|&(width, height)| Size::new(width, height));
        let turned = listed.clone().map(Size::turned).filter(move |_| rotation == Rotation::Either);
        listed.chain(turned)
    }

    /// Whether an image of this size is taken as it is.
    pub fn accepts(self, size: Size) -> bool {
        self.sizes().any(|accepted| accepted == size)
    }

    /// Whether its screenshots belong to the iMessage app rather than to the app itself.
    pub fn is_imessage(self) -> bool {
        self.name().starts_with("IMESSAGE_")
    }

    /// Whether its screenshots show an Apple Watch.
    pub fn is_watch(self) -> bool {
        self.name().starts_with("APP_WATCH_")
    }

    fn row(self) -> &'static Row {
        &TABLE[usize::from(self.0)]
    }
}

impl fmt::Display for DisplayType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for DisplayType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Name, label and accepted sizes of one display type.
struct Row(&'static str, &'static str, Sizes);

/// Accepted sizes as (width, height) in pixels, and whether they may be turned.
#[derive(Clone, Copy)]
struct Sizes {
    listed: &'static [(u32, u32)],
    rotation: Rotation,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rotation {
    /// The landscape of every listed size is accepted too.
    Either,
    /// Only what is listed: devices that are not turned, and the two old iPhones and the old iPad
    /// whose screenshots without a status bar differ between portrait and landscape.
    AsListed,
}

const fn either(listed: &'static [(u32, u32)]) -> Sizes {
    Sizes { listed, rotation: Rotation::Either }
}

const fn as_listed(listed: &'static [(u32, u32)]) -> Sizes {
    Sizes { listed, rotation: Rotation::AsListed }
}

const IPHONE_67: Sizes = either(&[(1320, 2868), (1290, 2796), (1260, 2736)]);
const IPHONE_65: Sizes = either(&[(1284, 2778), (1242, 2688)]);
const IPHONE_61: Sizes = either(&[(1206, 2622), (1179, 2556)]);
const IPHONE_58: Sizes = either(&[(1170, 2532), (1125, 2436), (1080, 2340)]);
const IPHONE_55: Sizes = either(&[(1242, 2208)]);
const IPHONE_47: Sizes = either(&[(750, 1334)]);
const IPHONE_40: Sizes = as_listed(&[(640, 1136), (640, 1096), (1136, 640), (1136, 600)]);
const IPHONE_35: Sizes = as_listed(&[(640, 960), (640, 920), (960, 640), (960, 600)]);
const IPAD_PRO_3GEN_129: Sizes = either(&[(2064, 2752), (2048, 2732)]);
const IPAD_PRO_3GEN_11: Sizes = either(&[(1668, 2420), (1668, 2388), (1640, 2360), (1488, 2266)]);
const IPAD_PRO_129: Sizes = either(&[(2048, 2732)]);
const IPAD_105: Sizes = either(&[(1668, 2224)]);
const IPAD_97: Sizes =
    as_listed(&[(1536, 2048), (1536, 2008), (768, 1024), (768, 1004), (2048, 1536), (2048, 1496), (1024, 768), (1024, 748)]);
const DESKTOP: Sizes = as_listed(&[(2880, 1800), (2560, 1600), (1440, 900), (1280, 800)]);
const APPLE_TV: Sizes = as_listed(&[(3840, 2160), (1920, 1080)]);
const VISION_PRO: Sizes = as_listed(&[(3840, 2160)]);
const WATCH_ULTRA: Sizes = as_listed(&[(422, 514), (410, 502)]);
const WATCH_SERIES_10: Sizes = as_listed(&[(416, 496)]);
const WATCH_SERIES_7: Sizes = as_listed(&[(396, 484)]);
const WATCH_SERIES_4: Sizes = as_listed(&[(368, 448)]);
const WATCH_SERIES_3: Sizes = as_listed(&[(312, 390)]);

const TABLE: [Row; 33] = [
    Row("APP_IPHONE_67", "iPhone 6.9\"", IPHONE_67),
    Row("APP_IPHONE_65", "iPhone 6.5\"", IPHONE_65),
    Row("APP_IPHONE_61", "iPhone 6.3\"", IPHONE_61),
    Row("APP_IPHONE_58", "iPhone 6.1\"", IPHONE_58),
    Row("APP_IPHONE_55", "iPhone 5.5\"", IPHONE_55),
    Row("APP_IPHONE_47", "iPhone 4.7\"", IPHONE_47),
    Row("APP_IPHONE_40", "iPhone 4\"", IPHONE_40),
    Row("APP_IPHONE_35", "iPhone 3.5\"", IPHONE_35),
    Row("APP_IPAD_PRO_3GEN_129", "iPad 13\"", IPAD_PRO_3GEN_129),
    Row("APP_IPAD_PRO_3GEN_11", "iPad 11\"", IPAD_PRO_3GEN_11),
    Row("APP_IPAD_PRO_129", "iPad Pro 12.9\" (2nd generation)", IPAD_PRO_129),
    Row("APP_IPAD_105", "iPad 10.5\"", IPAD_105),
    Row("APP_IPAD_97", "iPad 9.7\"", IPAD_97),
    Row("APP_DESKTOP", "Mac", DESKTOP),
    Row("APP_APPLE_TV", "Apple TV", APPLE_TV),
    Row("APP_APPLE_VISION_PRO", "Apple Vision Pro", VISION_PRO),
    Row("APP_WATCH_ULTRA", "Apple Watch Ultra", WATCH_ULTRA),
    Row("APP_WATCH_SERIES_10", "Apple Watch Series 10", WATCH_SERIES_10),
    Row("APP_WATCH_SERIES_7", "Apple Watch Series 7", WATCH_SERIES_7),
    Row("APP_WATCH_SERIES_4", "Apple Watch Series 4", WATCH_SERIES_4),
    Row("APP_WATCH_SERIES_3", "Apple Watch Series 3", WATCH_SERIES_3),
    Row("IMESSAGE_APP_IPHONE_67", "iMessage on iPhone 6.9\"", IPHONE_67),
    Row("IMESSAGE_APP_IPHONE_65", "iMessage on iPhone 6.5\"", IPHONE_65),
    Row("IMESSAGE_APP_IPHONE_61", "iMessage on iPhone 6.3\"", IPHONE_61),
    Row("IMESSAGE_APP_IPHONE_58", "iMessage on iPhone 6.1\"", IPHONE_58),
    Row("IMESSAGE_APP_IPHONE_55", "iMessage on iPhone 5.5\"", IPHONE_55),
    Row("IMESSAGE_APP_IPHONE_47", "iMessage on iPhone 4.7\"", IPHONE_47),
    Row("IMESSAGE_APP_IPHONE_40", "iMessage on iPhone 4\"", IPHONE_40),
    Row("IMESSAGE_APP_IPAD_PRO_3GEN_129", "iMessage on iPad 13\"", IPAD_PRO_3GEN_129),
    Row("IMESSAGE_APP_IPAD_PRO_3GEN_11", "iMessage on iPad 11\"", IPAD_PRO_3GEN_11),
    Row("IMESSAGE_APP_IPAD_PRO_129", "iMessage on iPad Pro 12.9\" (2nd generation)", IPAD_PRO_129),
    Row("IMESSAGE_APP_IPAD_105", "iMessage on iPad 10.5\"", IPAD_105),
    Row("IMESSAGE_APP_IPAD_97", "iMessage on iPad 9.7\"", IPAD_97),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn named(name: &str) -> DisplayType {
        DisplayType::named(name).unwrap()
    }

    #[test]
    fn names_are_unique_and_found_again() {
        let names: BTreeSet<_> = DisplayType::all().map(DisplayType::name).collect();
        assert_eq!(names.len(), 33);
        assert_eq!(DisplayType::all().filter(|t| t.is_imessage()).count(), 12);
        for display_type in DisplayType::all() {
            assert_eq!(DisplayType::named(display_type.name()), Some(display_type));
        }
        assert_eq!(DisplayType::named("APP_IPHONE_69"), None);
    }

    #[test]
    fn imessage_accepts_what_the_app_accepts() {
        for imessage in DisplayType::all().filter(|t| t.is_imessage()) {
            let app = named(imessage.name().trim_start_matches("IMESSAGE_"));
            assert!(imessage.sizes().eq(app.sizes()), "{imessage}");
        }
    }

    #[test]
    fn no_size_is_listed_twice() {
        for display_type in DisplayType::all() {
            let unique: BTreeSet<_> = display_type.sizes().collect();
            assert_eq!(unique.len(), display_type.sizes().count(), "{display_type}");
        }
    }

    #[test]
    fn phones_and_pads_are_turned_but_nothing_else() {
        let turns = |t: &DisplayType| t.sizes().all(|size| t.accepts(size.turned()));
        let turned: Vec<_> = DisplayType::all().filter(turns).map(DisplayType::name).collect();
        let app: Vec<_> = turned.iter().filter(|name| name.starts_with("APP_")).collect();
        assert_eq!(
            app,
            [
                &"APP_IPHONE_67",
                &"APP_IPHONE_65",
                &"APP_IPHONE_61",
                &"APP_IPHONE_58",
                &"APP_IPHONE_55",
                &"APP_IPHONE_47",
                &"APP_IPAD_PRO_3GEN_129",
                &"APP_IPAD_PRO_3GEN_11",
                &"APP_IPAD_PRO_129",
                &"APP_IPAD_105",
            ]
        );
        // Without a status bar the two orientations differ: 20 points less height in each.
        assert!(named("APP_IPHONE_40").accepts(Size::new(1136, 600)));
        assert!(!named("APP_IPHONE_40").accepts(Size::new(1096, 640)));
        assert!(!named("APP_APPLE_TV").accepts(Size::new(1080, 1920)));
        assert!(!named("APP_WATCH_ULTRA").accepts(Size::new(514, 422)));
        assert!(!named("APP_DESKTOP").accepts(Size::new(800, 1280)));
        assert!(!named("APP_APPLE_VISION_PRO").accepts(Size::new(2160, 3840)));
    }
}
