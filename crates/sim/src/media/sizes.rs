//! The pixel sizes that screenshots and previews may have (App Store Connect Help, "Screenshot
//! specifications" and "App preview specifications").

/// Every `ScreenshotDisplayType` (`OpenAPI` 4.4.1).
pub(crate) const DISPLAY_TYPES: &[&str] = &[
    "APP_IPHONE_67",
    "APP_IPHONE_61",
    "APP_IPHONE_65",
    "APP_IPHONE_58",
    "APP_IPHONE_55",
    "APP_IPHONE_47",
    "APP_IPHONE_40",
    "APP_IPHONE_35",
    "APP_IPAD_PRO_3GEN_129",
    "APP_IPAD_PRO_3GEN_11",
    "APP_IPAD_PRO_129",
    "APP_IPAD_105",
    "APP_IPAD_97",
    "APP_DESKTOP",
    "APP_WATCH_ULTRA",
    "APP_WATCH_SERIES_10",
    "APP_WATCH_SERIES_7",
    "APP_WATCH_SERIES_4",
    "APP_WATCH_SERIES_3",
    "APP_APPLE_TV",
    "APP_APPLE_VISION_PRO",
    "IMESSAGE_APP_IPHONE_67",
    "IMESSAGE_APP_IPHONE_61",
    "IMESSAGE_APP_IPHONE_65",
    "IMESSAGE_APP_IPHONE_58",
    "IMESSAGE_APP_IPHONE_55",
    "IMESSAGE_APP_IPHONE_47",
    "IMESSAGE_APP_IPHONE_40",
    "IMESSAGE_APP_IPAD_PRO_3GEN_129",
    "IMESSAGE_APP_IPAD_PRO_3GEN_11",
    "IMESSAGE_APP_IPAD_PRO_129",
    "IMESSAGE_APP_IPAD_105",
    "IMESSAGE_APP_IPAD_97",
];

/// Every `PreviewType` (`OpenAPI` 4.4.1).
pub(crate) const PREVIEW_TYPES: &[&str] = &[
    "IPHONE_67",
    "IPHONE_61",
    "IPHONE_65",
    "IPHONE_58",
    "IPHONE_55",
    "IPHONE_47",
    "IPHONE_40",
    "IPHONE_35",
    "IPAD_PRO_3GEN_129",
    "IPAD_PRO_3GEN_11",
    "IPAD_PRO_129",
    "IPAD_105",
    "IPAD_97",
    "DESKTOP",
    "APPLE_TV",
    "APPLE_VISION_PRO",
];

/// The sizes (width, height) that a display type takes, the most usual one first.
pub(crate) fn accepted(display_type: &str) -> Vec<(u32, u32)> {
    let device = display_type.strip_prefix("IMESSAGE_").unwrap_or(display_type);
    let (sizes, turns) = table(device);
    let turned = sizes.iter().filter(|_| turns).map(|(width, height)| (*height, *width));
    sizes.iter().copied().chain(turned).collect()
}

/// The size (width, height) of the frame that stands for a preview.
pub(crate) fn frame(preview_type: &str) -> (u32, u32) {
    match preview_type {
        "IPHONE_55" | "IPHONE_40" | "IPHONE_35" => (1080, 1920),
        "IPHONE_47" => (750, 1334),
        "IPAD_97" => (900, 1200),
        "DESKTOP" | "APPLE_TV" => (1920, 1080),
        "APPLE_VISION_PRO" => (3840, 2160),
        device if device.starts_with("IPAD") => (1200, 1600),
        _ => (886, 1920),
    }
}

/// Sizes, and whether each may be turned on its side.
fn table(device: &str) -> (&'static [(u32, u32)], bool) {
    match device {
        "APP_IPHONE_67" => (&[(1320, 2868), (1290, 2796), (1260, 2736)], true),
        "APP_IPHONE_65" => (&[(1284, 2778), (1242, 2688)], true),
        "APP_IPHONE_61" => (&[(1206, 2622), (1179, 2556)], true),
        "APP_IPHONE_58" => (&[(1170, 2532), (1125, 2436), (1080, 2340)], true),
        "APP_IPHONE_55" => (&[(1242, 2208)], true),
        "APP_IPHONE_47" => (&[(750, 1334)], true),
        "APP_IPHONE_40" => (&[(640, 1136), (640, 1096), (1136, 640), (1136, 600)], false),
        "APP_IPHONE_35" => (&[(640, 960), (640, 920), (960, 640), (960, 600)], false),
        "APP_IPAD_PRO_3GEN_129" => (&[(2064, 2752), (2048, 2732)], true),
        "APP_IPAD_PRO_129" => (&[(2048, 2732)], true),
        "APP_IPAD_PRO_3GEN_11" => (&[(1668, 2420), (1668, 2388), (1640, 2360), (1488, 2266)], true),
        "APP_IPAD_105" => (&[(1668, 2224)], true),
        "APP_IPAD_97" => {
            let sizes = &[(1536, 2048), (2048, 1536), (1536, 2008), (2048, 1496), (768, 1024), (768, 1004), (1024, 768), (1024, 748)];
            (sizes, false)
        }
        "APP_DESKTOP" => (&[(2880, 1800), (2560, 1600), (1440, 900), (1280, 800)], false),
        "APP_APPLE_TV" => (&[(1920, 1080), (3840, 2160)], false),
        "APP_APPLE_VISION_PRO" => (&[(3840, 2160)], false),
        "APP_WATCH_ULTRA" => (&[(422, 514), (410, 502)], false),
        "APP_WATCH_SERIES_10" => (&[(416, 496)], false),
        "APP_WATCH_SERIES_7" => (&[(396, 484)], false),
        "APP_WATCH_SERIES_4" => (&[(368, 448)], false),
        "APP_WATCH_SERIES_3" => (&[(312, 390)], false),
        _ => (&[], false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_display_type_has_sizes() {
        for display_type in DISPLAY_TYPES {
            assert!(!accepted(display_type).is_empty(), "{display_type}");
        }
        assert!(accepted("APP_IPHONE_67").contains(&(2868, 1320)), "phones turn");
        assert!(!accepted("APP_DESKTOP").contains(&(1800, 2880)), "desks do not");
        assert_eq!(accepted("IMESSAGE_APP_IPHONE_47"), accepted("APP_IPHONE_47"));
    }
}
