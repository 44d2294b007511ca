//! Which display types show the same pictures: those of one kind of device.

use std::fmt;

use crate::sizes::DisplayType;

/// A kind of device; the iMessage app has its own screenshots on two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// iPhone.
    Phone,
    /// iPad.
    Pad,
    /// Mac.
    Mac,
    /// Apple TV.
    Tv,
    /// Apple Vision.
    Vision,
    /// Apple Watch.
    Watch,
    /// The iMessage app on iPhone.
    MessagesPhone,
    /// The iMessage app on iPad.
    MessagesPad,
}

impl DisplayType {
    /// The kind of device it is shown for.
    pub fn family(self) -> Family {
        let (imessage, device) = match self.name().strip_prefix("IMESSAGE_") {
            Some(device) => (true, device),
            None => (false, self.name()),
        };
        match (device, imessage) {
            ("APP_DESKTOP", _) => Family::Mac,
            ("APP_APPLE_TV", _) => Family::Tv,
            ("APP_APPLE_VISION_PRO", _) => Family::Vision,
            _ if self.is_watch() => Family::Watch,
            (device, true) if device.starts_with("APP_IPAD") => Family::MessagesPad,
            (device, false) if device.starts_with("APP_IPAD") => Family::Pad,
            (_, true) => Family::MessagesPhone,
            (_, false) => Family::Phone,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Phone => "iPhone",
            Self::Pad => "iPad",
            Self::Mac => "Mac",
            Self::Tv => "Apple TV",
            Self::Vision => "Apple Vision",
            Self::Watch => "Apple Watch",
            Self::MessagesPhone => "iMessage on iPhone",
            Self::MessagesPad => "iMessage on iPad",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_type_has_the_family_its_label_names() {
        let mut families: BTreeMap<Family, usize> = BTreeMap::new();
        for display_type in DisplayType::all() {
            let family = display_type.family();
            assert!(display_type.label().starts_with(&family.to_string()), "{display_type}: {family}");
            *families.entry(family).or_default() += 1;
        }
        assert_eq!(families.into_values().collect::<Vec<_>>(), [8, 5, 1, 1, 1, 5, 7, 5]);
    }
}
