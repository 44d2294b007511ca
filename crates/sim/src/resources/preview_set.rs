//! `appPreviewSets`: the previews of a localization for one size of display.

use super::media_set;
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Relationship, Rules};
use crate::media::sizes::PREVIEW_TYPES;

pub(crate) const KIND: Kind = Kind {
    attributes: &[Attribute::new("previewType", Form::Enumeration(PREVIEW_TYPES)).required()],
    relationships: &[
        Relationship::one("appStoreVersionLocalization", "appStoreVersionLocalizations").own().unlinked().on_create(),
        Relationship::one("appCustomProductPageLocalization", "appCustomProductPageLocalizations").own().unlinked().on_create(),
        Relationship::one("appStoreVersionExperimentTreatmentLocalization", "appStoreVersionExperimentTreatmentLocalizations")
            .own()
            .unlinked()
            .on_create(),
        Relationship::many("appPreviews", "appPreviews").ordered("appPreviewSet").replaceable().related(),
    ],
    parts: &["appPreviews"],
    include: &[
        "appStoreVersionLocalization",
        "appCustomProductPageLocalization",
        "appStoreVersionExperimentTreatmentLocalization",
        "appPreviews",
    ],
    operations: &[Operation::Create, Operation::Get, Operation::Delete],
    rules: Rules { check: |world, write| media_set::check(world, write, "previewType", "appPreviewSets"), ..Rules::NONE },
    ..Kind::new("appPreviewSets")
};

/// The filters of `…/{id}/appPreviewSets` of a version's localization.
pub(crate) const OF_VERSION: &[Filter] = &[BY_PREVIEW_TYPE, BY_PAGE, BY_TREATMENT];

/// The same of a custom product page's localization.
pub(crate) const OF_PAGE: &[Filter] = &[BY_PREVIEW_TYPE, BY_VERSION, BY_TREATMENT];

/// The same of a treatment's localization.
pub(crate) const OF_TREATMENT: &[Filter] = &[BY_PREVIEW_TYPE, BY_VERSION, BY_PAGE];

const BY_PREVIEW_TYPE: Filter = Filter::among("previewType", PREVIEW_TYPES);
const BY_VERSION: Filter = Filter::new("appStoreVersionLocalization");
const BY_PAGE: Filter = Filter::new("appCustomProductPageLocalization");
const BY_TREATMENT: Filter = Filter::new("appStoreVersionExperimentTreatmentLocalization");
