//! Two small tables that use what the machinery offers beyond Apple's present resources here.

use jiff::SignedDuration;

use crate::kind::{Attribute, Filter, Form, Id, Kind, Operation, Related, Relationship, Rules, text};
use crate::world::Change;

/// The types that only tests know.
pub(crate) const KINDS: &[&Kind] = &[&ALBUM, &PICTURE];

/// A singleton of its app, of version 2, whose pictures have an order.
const ALBUM: Kind = Kind {
    version: 2,
    id: Id::Of("app"),
    attributes: &[
        Attribute::new("pages", Form::Integer).on_create().on_update(),
        Attribute::new("printed", Form::Date).on_create(),
        Attribute::new("secret", text(10)).on_create().write_only(),
        Attribute::new("contact", Form::Phone).on_create(),
    ],
    relationships: &[
        Relationship::one("app", "apps").own().required().related_as(Related::plain().or_not_found()),
        Relationship::many("pictures", "pictures").ordered("album").on_create().replaceable().related_as(
            Related::like_own().exists(&["caption"]).sort(&["caption"]).filters(&[Filter::new("size")
                .matching(|_, picture, wanted| picture.text("caption").is_some_and(|text| text.len().to_string() == wanted))]),
        ),
        Relationship::many("languages", "appCategories").own().extendable(),
        Relationship::one("cover", "pictures").own().related_as(Related::like_own().or_not_found()),
        Relationship::links_to_many("allPictures", "pictures").inverse("album").related_plain(),
    ],
    parts: &["pictures"],
    inline: &["pictures"],
    include: &["pictures", "app"],
    operations: &[Operation::Create, Operation::Get, Operation::Delete, Operation::List],
    filters: &[Filter::new("app").required()],
    ..Kind::new("albums")
};

const PICTURE: Kind = Kind {
    attributes: &[
        Attribute::new("caption", text(20)).inline_required().on_update(),
        Attribute::new("state", text(20)),
        Attribute::new("uploaded", Form::Boolean).on_update().write_only(),
    ],
    relationships: &[Relationship::one("album", "albums").own().inline().unlinked()],
    include: &["album"],
    operations: &[Operation::Update, Operation::Get],
    rules: Rules {
        effects: |world, write, after| {
            if !write.sends("uploaded") {
                return Vec::new();
            }
            after.set("state", "PROCESSING");
            vec![Change::forget(after, "processed"), world.later(SignedDuration::from_secs(60), after, "processed")]
        },
        happen: |world, picture, event, _| {
            let mut picture = picture.clone();
            picture.set("state", format!("{event} {}", world.now()));
            vec![Change::Put(picture)]
        },
        ..Rules::NONE
    },
    ..Kind::new("pictures")
};
