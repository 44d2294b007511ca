//! `appPreviewSets`: the previews of a localization for one size of display.

use super::media_set::{self, BY_PAGE, BY_TREATMENT, BY_VERSION, PARENTS};
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Relationship, Rules};
use crate::media::sizes::PREVIEW_TYPES;

pub(crate) const KIND: Kind = Kind {
    attributes: &[Attribute::new("previewType", Form::Enumeration(PREVIEW_TYPES)).required()],
    relationships: &[
        media_set::TO_VERSION,
        media_set::TO_PAGE,
        media_set::TO_TREATMENT,
        Relationship::many("appPreviews", "appPreviews").ordered("appPreviewSet").replaceable().related(),
    ],
    parts: &["appPreviews"],
    include: &[PARENTS[0], PARENTS[1], PARENTS[2], "appPreviews"],
    operations: &[Operation::Create, Operation::Get, Operation::Delete],
    rules: Rules { check: |world, write| media_set::check(world, write, "previewType", "appPreviewSets"), ..Rules::NONE },
    ..Kind::new("appPreviewSets")
};

/// The filters of `…/{id}/appPreviewSets` of a version's localization.
pub(crate) const OF_VERSION: &[Filter] = &[BY_PREVIEW_TYPE, BY_PAGE, BY_TREATMENT];

/// The same of a custom product page's localization.
pub(crate) const OF_PAGE: &[Filter] = &[BY_PREVIEW_TYPE, BY_VERSION, BY_TREATMENT];

const BY_PREVIEW_TYPE: Filter = Filter::among("previewType", PREVIEW_TYPES);
