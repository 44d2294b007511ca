//! `appCustomProductPages`: other faces of an app's store page, each with an address of its own.

use super::{custom_product_page_localization, custom_product_page_version};
use crate::copy;
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Related, Relationship, Rules};
use crate::refusal::{Refusal, relationship};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("name", Form::Text { least: 1, most: 64 }).required().on_update(),
        Attribute::new("url", Form::Url),
        Attribute::new("visible", Form::Boolean).on_update(),
    ],
    relationships: &[
        Relationship::one("app", "apps").own().required().unlinked(),
        Relationship::many("appCustomProductPageVersions", "appCustomProductPageVersions")
            .inverse("appCustomProductPage")
            .on_create()
            .related_by(&[Filter::among("state", custom_product_page_version::STATES)]),
        Relationship::one("appStoreVersionTemplate", "appStoreVersions").own().on_create().write_only(),
        Relationship::one("customProductPageTemplate", "appCustomProductPages").own().on_create().write_only(),
    ],
    parts: &["appCustomProductPageVersions"],
    inline: &["appCustomProductPageLocalizations", "appCustomProductPageVersions"],
    include: &["app", "appCustomProductPageVersions"],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("appCustomProductPages")
};

/// Those of an app.
pub(crate) const LIST: Related = Related::like_own().filters(&[Filter::new("visible")]);

/// How many pages an app can have (Apple, 2025).
const MOST: usize = 70;

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let mut refusals = super::localization::required(write, &["name", "visible"]);
    if write.operation != Operation::Create {
        return refusals;
    }
    let invalid = |name, detail: String| relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", name, detail);
    let app = world.one(write.after, "app");
    if app.is_some_and(|app| world.related(app, "appCustomProductPages").len() >= MOST) {
        refusals.push(invalid("app", format!("An app can not have more than {MOST} custom product pages.")));
    }
    if write.lists.get("appCustomProductPageVersions").is_some_and(|versions| versions.len() > 1) {
        refusals.push(invalid("appCustomProductPageVersions", "A new page has one version.".to_owned()));
    }
    for name in ["appStoreVersionTemplate", "customProductPageTemplate"] {
        if world.one(write.after, name).is_some_and(|template| template.link("app") != write.after.link("app")) {
            refusals.push(invalid(name, "The template does not belong to the app.".to_owned()));
        }
    }
    refusals
}

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    if write.operation != Operation::Create {
        return Vec::new();
    }
    let app = after.link("app").unwrap_or_default();
    after.set("url", format!("https://apps.apple.com/us/app/id{app}?ppid={}", after.id));
    after.set("visible", true);
    let given = write.lists.get("appCustomProductPageVersions").is_some_and(|versions| !versions.is_empty());
    if given { Vec::new() } else { first_version(world, write, after).into_iter().map(Change::Put).collect() }
}

/// The version of a page that was created without one: after its template, else in the app's
/// primary locale.
fn first_version(world: &World, write: &Write<'_>, page: &Resource) -> Vec<Resource> {
    let account = page.account.as_deref();
    let mut version = Resource::new(&custom_product_page_version::KIND, write.ids.next(), account)
        .with("version", "1")
        .with("state", "PREPARE_FOR_SUBMISSION")
        .linked("appCustomProductPage", page.id.as_str());
    let template = world.one(page, "customProductPageTemplate");
    let template = template.and_then(|template| world.related(template, "appCustomProductPageVersions").first().copied());
    let mut parts = Vec::new();
    if let Some(template) = template {
        version.set("deepLink", template.value("deepLink").clone());
        parts = copy::parts(world, template, &mut version, write.ids);
    } else {
        let texts = world.one(page, "appStoreVersionTemplate").map(|version| world.related(version, "appStoreVersionLocalizations"));
        let primary = world.one(page, "app").map(|app| app.value("primaryLocale").clone()).unwrap_or_default();
        let mut texts: Vec<_> = texts
            .unwrap_or_default()
            .into_iter()
            .map(|text| (text.value("locale").clone(), text.value("promotionalText").clone()))
            .collect();
        if texts.is_empty() {
            texts.push((primary, serde_json::Value::Null));
        }
        for (locale, promotion) in texts {
            parts.push(
                Resource::new(&custom_product_page_localization::KIND, write.ids.next(), account)
                    .with("locale", locale)
                    .with("promotionalText", promotion)
                    .linked("appCustomProductPageVersion", version.id.as_str()),
            );
        }
    }
    std::iter::once(version).chain(parts).collect()
}
