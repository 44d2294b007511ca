//! `customerReviewResponses`: the one answer to a customer's review; a new one takes the place of
//! the old one.

use jiff::SignedDuration;

use crate::ids::Ids;
use crate::kind::{Attribute, Form, Id, Kind, Operation, Relationship, Rules};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    id: Id::By(|world, response| Some(world.one(world.one(response, "review")?, "response")?.id.clone())),
    attributes: &[
        // 5970 characters: App Store Connect Help, Respond to reviews.
        Attribute::new("responseBody", Form::Text { least: 1, most: 5970 }).required(),
        Attribute::new("lastModifiedDate", Form::DateTime),
        Attribute::new("state", Form::Enumeration(&["PUBLISHED", "PENDING_PUBLISH"])),
    ],
    relationships: &[Relationship::one("review", "customerReviews").own().unlinked().required()],
    include: &["review"],
    operations: &[Operation::Create, Operation::Get, Operation::Delete],
    rules: Rules { effects, happen, ..Rules::NONE },
    ..Kind::new("customerReviewResponses")
};

/// How long it takes until customers see it; Apple says up to a day.
const DELAY: SignedDuration = SignedDuration::from_hours(1);
const PUBLISHED: &str = "published";

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    if write.operation == Operation::Delete {
        return Vec::new();
    }
    after.set("lastModifiedDate", world.now().to_string());
    after.set("state", "PENDING_PUBLISH");
    vec![Change::forget(after, PUBLISHED), world.later(DELAY, after, PUBLISHED)]
}

fn happen(_: &World, response: &Resource, _: &str, _: &Ids<'_>) -> Vec<Change> {
    vec![Change::Put(response.clone().with("state", "PUBLISHED"))]
}
