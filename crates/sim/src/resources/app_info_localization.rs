//! `appInfoLocalizations`: name, subtitle and privacy texts in one language.

use super::{app, localization};
use crate::kind::{Attribute, Form, Kind, LONG, Operation, Relationship, Rules, text};
use crate::refusal::{Refusal, frozen_field, invalid_state, state};
use crate::states;
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("locale", text(12)).required(),
        Attribute::new("name", Form::Text { least: 2, most: 30 }).required().on_update(),
        Attribute::new("subtitle", text(30)).on_create().on_update(),
        Attribute::new("privacyPolicyUrl", Form::Url).on_create().on_update(),
        Attribute::new("privacyChoicesUrl", Form::Url).on_create().on_update(),
        Attribute::new("privacyPolicyText", text(LONG)).on_create().on_update(),
    ],
    relationships: &[Relationship::one("appInfo", "appInfos").own().unlinked().required()],
    include: &["appInfo"],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("appInfoLocalizations")
};

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let Some(info) = world.one(write.after, "appInfo") else { return Vec::new() };
    match write.operation {
        Operation::Update if !states::app_info_editable(info) => write.attributes.keys().map(|name| frozen_field(name)).collect(),
        Operation::Update => localization::required(write, &["name"]),
        _ if !states::app_info_takes_locales(info) => vec![invalid_state(info.kind.name, &info.id)],
        Operation::Create => localization::locale(world, write, info, "appInfoLocalizations"),
        _ => primary_locale(world, write, info),
    }
}

/// The primary locale holds the app's name and cannot go.
fn primary_locale(world: &World, write: &Write<'_>, info: &Resource) -> Vec<Refusal> {
    let primary = world.one(info, "app").and_then(|app| app.text("primaryLocale"));
    if primary.is_some() && primary == write.after.text("locale") {
        vec![state("STATE_ERROR", "The localization of the primary locale can not be deleted")]
    } else {
        Vec::new()
    }
}

/// The app's own name follows that of its primary locale in the app info that shows.
fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let Some(name) = after.text("name").filter(|_| write.sends("name")) else { return Vec::new() };
    let Some(app) = world.one(after, "appInfo").and_then(|info| world.one(info, "app")) else { return Vec::new() };
    let shows = app::shown_info(world, app).is_some_and(|info| after.link("appInfo") == Some(&info.id));
    if !shows || app.text("primaryLocale") != after.text("locale") {
        return Vec::new();
    }
    let mut app = app.clone();
    app.set("name", name);
    vec![Change::Put(app)]
}
