//! `preReleaseVersions`: the builds of one version string on one platform.

use super::enumerations::{AUDIENCES, PLATFORMS, PROCESSING_STATES};
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Relationship, text};

pub(crate) const KIND: Kind = Kind {
    attributes: &[Attribute::new("version", text(18)), Attribute::new("platform", Form::Enumeration(PLATFORMS))],
    relationships: &[
        Relationship::many("builds", "builds").inverse("preReleaseVersion").related_plain(),
        Relationship::one("app", "apps").own().related_plain(),
    ],
    include: &["builds", "app"],
    operations: &[Operation::List, Operation::Get],
    filters: &[
        Filter::among("builds.buildAudienceType", AUDIENCES),
        Filter::new("builds.expired"),
        Filter::among("builds.processingState", PROCESSING_STATES),
        Filter::new("builds.version"),
        Filter::among("platform", PLATFORMS),
        Filter::new("version"),
        Filter::new("app"),
        Filter::new("builds"),
    ],
    sort: &["version"],
    ..Kind::new("preReleaseVersions")
};
