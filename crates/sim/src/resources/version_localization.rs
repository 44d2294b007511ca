//! `appStoreVersionLocalizations`: the texts of one version in one language.

use super::{keyword, localization, preview_set, screenshot_set, version};
use crate::kind::{Attribute, Form, Kind, LONG, Operation, Related, Relationship, Rules, text};
use crate::refusal::{Refusal, frozen_attribute, invalid_state, state};
use crate::states;
use crate::world::{Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("description", text(LONG)).on_create().on_update(),
        Attribute::new("locale", text(12)).required(),
        Attribute::new("keywords", text(100)).on_create().on_update(),
        Attribute::new("marketingUrl", Form::Url).on_create().on_update(),
        Attribute::new("promotionalText", text(170)).on_create().on_update(),
        Attribute::new("supportUrl", Form::Url).on_create().on_update(),
        Attribute::new("whatsNew", text(LONG)).on_create().on_update(),
    ],
    relationships: &[
        Relationship::one("appStoreVersion", "appStoreVersions").own().unlinked().required(),
        Relationship::many("appScreenshotSets", "appScreenshotSets")
            .inverse("appStoreVersionLocalization")
            .related_by(screenshot_set::OF_VERSION),
        Relationship::many("appPreviewSets", "appPreviewSets").inverse("appStoreVersionLocalization").related_by(preview_set::OF_VERSION),
        Relationship::many("searchKeywords", "appKeywords").own().extendable().related_as(Related::plain().filters(keyword::FILTERS)),
    ],
    parts: &["appScreenshotSets", "appPreviewSets"],
    include: &["appStoreVersion", "appScreenshotSets", "appPreviewSets", "searchKeywords"],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check, ..Rules::NONE },
    ..Kind::new("appStoreVersionLocalizations")
};

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let Some(version) = world.one(write.after, "appStoreVersion") else { return Vec::new() };
    match write.operation {
        Operation::Update if write.lists.contains_key("searchKeywords") && !states::takes_media(version) => {
            vec![invalid_state(version.kind.name, &version.id)]
        }
        Operation::Update => texts(world, write, version),
        _ if !states::version_takes_locales(version) => vec![invalid_state(version.kind.name, &version.id)],
        Operation::Create => {
            let mut refusals = localization::locale(world, write, version, "appStoreVersionLocalizations");
            refusals.extend(texts(world, write, version));
            refusals
        }
        _ => primary_locale(world, write, version),
    }
}

/// Refuses each text that the version's state freezes, and release notes where there is nothing new.
fn texts(world: &World, write: &Write<'_>, version: &Resource) -> Vec<Refusal> {
    let frozen = |name: &str| {
        let news = name == "whatsNew" && write.after.text(name).is_some();
        !states::version_text_editable(version, name) || (news && version::is_first(world, version))
    };
    write.attributes.keys().filter(|name| name.as_str() != "locale" && frozen(name)).map(|name| frozen_attribute(name)).collect()
}

/// The primary locale cannot go.
fn primary_locale(world: &World, write: &Write<'_>, version: &Resource) -> Vec<Refusal> {
    let primary = world.one(version, "app").and_then(|app| app.text("primaryLocale"));
    if primary.is_some() && primary == write.after.text("locale") {
        vec![state("STATE_ERROR", "The localization of the primary locale can not be deleted")]
    } else {
        Vec::new()
    }
}
