//! `appCustomProductPageLocalizations`: the text of a custom product page in one language.

use super::custom_product_page_version::is_draft;
use super::{keyword, localization, preview_set, screenshot_set};
use crate::kind::{Attribute, Kind, Operation, Related, Relationship, Rules, text};
use crate::refusal::{Refusal, frozen_attribute, invalid_state, relationship};
use crate::world::World;
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("locale", text(12)).required().inline_required(),
        Attribute::new("promotionalText", text(170)).on_create().on_update().inline(),
    ],
    relationships: &[
        Relationship::one("appCustomProductPageVersion", "appCustomProductPageVersions").own().required().inline().unlinked(),
        Relationship::many("appScreenshotSets", "appScreenshotSets")
            .inverse("appCustomProductPageLocalization")
            .related_by(screenshot_set::OF_PAGE),
        Relationship::many("appPreviewSets", "appPreviewSets").inverse("appCustomProductPageLocalization").related_by(preview_set::OF_PAGE),
        Relationship::many("searchKeywords", "appKeywords").own().extendable().related_as(Related::plain().filters(keyword::FILTERS)),
    ],
    parts: &["appScreenshotSets", "appPreviewSets"],
    include: &["appCustomProductPageVersion", "appScreenshotSets", "appPreviewSets", "searchKeywords"],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check, ..Rules::NONE },
    ..Kind::new("appCustomProductPageLocalizations")
};

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let Some(version) = world.one(write.after, "appCustomProductPageVersion") else { return inline(write) };
    match write.operation {
        _ if is_draft(version) && write.operation == Operation::Create => {
            localization::locale(world, write, version, "appCustomProductPageLocalizations")
        }
        _ if is_draft(version) => Vec::new(),
        Operation::Update => write.attributes.keys().map(|name| frozen_attribute(name)).collect(),
        _ => vec![invalid_state(version.kind.name, &version.id)],
    }
}

/// One that is created along with its version: no locale twice, and no language of its own making.
fn inline(write: &Write<'_>) -> Vec<Refusal> {
    if write.after.link("appCustomProductPageVersion").is_none() {
        let detail = "You must provide a value for the relationship 'appCustomProductPageVersion' with this request";
        return vec![relationship("ENTITY_ERROR.RELATIONSHIP.REQUIRED", "appCustomProductPageVersion", detail)];
    }
    let siblings = write.included.iter().filter(|other| other.kind.name == KIND.name && other.id < write.after.id);
    localization::locale_among(write, siblings)
}
