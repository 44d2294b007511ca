//! `customerReviews`: what customers wrote in the store.

use super::territory::{CODE, CODES};
use crate::kind::{Attribute, Filter, Form, Kind, LONG, Operation, Related, Relationship, Rules, text};
use crate::world::{Resource, World};

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("rating", Form::Integer),
        Attribute::new("title", text(LONG)),
        Attribute::new("body", text(LONG)),
        Attribute::new("reviewerNickname", text(LONG)),
        Attribute::new("createdDate", Form::DateTime),
        Attribute::new("territory", CODE),
    ],
    relationships: &[
        Relationship::one("response", "customerReviewResponses").inverse("review").related_as(Related::like_own().or_not_found()),
        Relationship::one("reviewTerritory", "territories").own().unlinked(),
    ],
    hidden: &[("app", "apps"), ("appStoreVersion", "appStoreVersions")],
    include: &["response", "reviewTerritory"],
    operations: &[Operation::Get],
    newest_first: true,
    rules: Rules { exists, ..Rules::NONE },
    ..Kind::new("customerReviews")
};

/// The reviews of an app or version.
pub(crate) const LIST: Related = Related::like_own()
    .filters(&[Filter::among("territory", CODES), Filter::new("rating"), Filter::new("reviewTerritory")])
    .exists(&["publishedResponse"])
    .sort(&["rating", "createdDate"]);

fn exists(world: &World, review: &Resource, _: &str) -> bool {
    world.one(review, "response").is_some_and(|response| response.text("state") == Some("PUBLISHED"))
}
