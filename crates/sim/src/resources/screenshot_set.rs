//! `appScreenshotSets`: the screenshots of a localization for one size of display.

use super::media_set::{self, BY_PAGE, BY_TREATMENT, BY_VERSION, PARENTS};
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Relationship, Rules};
use crate::media::sizes::DISPLAY_TYPES;

pub(crate) const KIND: Kind = Kind {
    attributes: &[Attribute::new("screenshotDisplayType", Form::Enumeration(DISPLAY_TYPES)).required()],
    relationships: &[
        media_set::TO_VERSION,
        media_set::TO_PAGE,
        media_set::TO_TREATMENT,
        Relationship::many("appScreenshots", "appScreenshots").ordered("appScreenshotSet").replaceable().related(),
    ],
    parts: &["appScreenshots"],
    include: &[PARENTS[0], PARENTS[1], PARENTS[2], "appScreenshots"],
    operations: &[Operation::Create, Operation::Get, Operation::Delete],
    rules: Rules { check: |world, write| media_set::check(world, write, "screenshotDisplayType", "appScreenshotSets"), ..Rules::NONE },
    ..Kind::new("appScreenshotSets")
};

/// The filters of `…/{id}/appScreenshotSets` of a version's localization.
pub(crate) const OF_VERSION: &[Filter] = &[BY_DISPLAY_TYPE, BY_PAGE, BY_TREATMENT];

/// The same of a custom product page's localization.
pub(crate) const OF_PAGE: &[Filter] = &[BY_DISPLAY_TYPE, BY_VERSION, BY_TREATMENT];

const BY_DISPLAY_TYPE: Filter = Filter::among("screenshotDisplayType", DISPLAY_TYPES);
