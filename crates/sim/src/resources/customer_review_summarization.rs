//! `customerReviewSummarizations`: what the reviews of an app on a platform say, in a few sentences.

use super::enumerations::PLATFORMS;
use crate::kind::{Attribute, Filter, Form, Kind, LONG, Related, Relationship, text};

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("createdDate", Form::DateTime),
        Attribute::new("locale", text(12)),
        Attribute::new("platform", Form::Enumeration(PLATFORMS)),
        Attribute::new("text", text(LONG)),
    ],
    relationships: &[Relationship::one("territory", "territories").own().unlinked()],
    hidden: &[("app", "apps")],
    include: &["territory"],
    ..Kind::new("customerReviewSummarizations")
};

/// Those of an app; nobody gets them for all platforms at once.
pub(crate) const LIST: Related = Related::like_own().filters(&[Filter::among("platform", PLATFORMS).required(), Filter::new("territory")]);
