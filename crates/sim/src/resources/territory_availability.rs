//! `territoryAvailabilities`: whether an app is sold in one territory. Only those that differ from
//! what the app's availability says are stored.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::app_availability::TERRITORIES;
use super::localization::required;
use super::opaque::{self, Opaque};
use super::price_point::wanted;
use super::territory::SELLING;
use crate::ids::Ids;
use crate::kind::{Attribute, Form, Kind, Operation, Relationship, Rules};
use crate::refusal::{Refusal, attribute, relationship};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("available", Form::Boolean).inline().on_update(),
        Attribute::new("releaseDate", Form::Date).inline().on_update(),
        Attribute::new("preOrderEnabled", Form::Boolean).inline().on_update(),
        Attribute::new("preOrderPublishDate", Form::Date),
        Attribute::new("contentStatuses", Form::Enumerations(STATUSES)),
    ],
    relationships: &[Relationship::one("territory", "territories").own().unlinked().inline()],
    computed: Some(computed),
    include: &["territory"],
    operations: &[Operation::Update],
    rules: Rules { check, effects, happen, ..Rules::NONE },
    ..Kind::new("territoryAvailabilities")
};

/// How long the store takes to follow a change; the event tells that it has.
const DELAY: SignedDuration = SignedDuration::from_mins(10);
const SETTLED: &str = "settled";

/// The territories of an app's availability, all 175 of them.
pub(crate) fn of_availability(_: &World, availability: &Resource, territories: Option<&[String]>) -> Vec<String> {
    let codes = SELLING.iter().filter(|code| wanted(code, territories));
    codes.map(|code| opaque::in_territory(&availability.id, code)).collect()
}

/// The step that stores what was created along with an availability, if it says more than yes or no.
pub(crate) fn kept(world: &World, app: &str, included: &Resource) -> Option<Change> {
    let code = included.link("territory")?;
    let plain = included.value("releaseDate").is_null() && included.value("preOrderEnabled") != true;
    let mut resource = Resource { id: opaque::in_territory(app, code), ..included.clone() };
    for name in ["available", "preOrderEnabled"] {
        resource.set(name, resource.value(name) == true);
    }
    settle(world, app, &mut resource);
    (!plain).then_some(Change::Put(resource))
}

/// Takes the pre-order back: the app is sold from today.
pub(crate) fn end_pre_order(world: &World, availability: &Resource) -> Vec<Change> {
    let mut after = availability.clone().with("preOrderEnabled", false).with("available", true);
    after.set("preOrderPublishDate", Value::Null);
    after.set("releaseDate", today(world));
    follow(world, &mut after)
}

fn computed(world: &World, id: &str) -> Option<Resource> {
    let named = Opaque::decode(id)?;
    let code = SELLING.iter().find(|code| Some(**code) == named.territory())?;
    let availability = world.get("appAvailabilities", named.subject()?)?;
    if opaque::in_territory(&availability.id, code) != id {
        return None;
    }
    let codes = availability.hidden(TERRITORIES).as_str().unwrap_or_default();
    let available = codes == "*" || codes.split(' ').any(|other| other == *code);
    let mut resource = Resource::new(&KIND, id, availability.account.as_deref())
        .with("available", available)
        .with("preOrderEnabled", false)
        .linked("territory", *code);
    let first = releases(world, &availability.id).filter_map(|version| version.text("createdDate")?.get(..10)).min();
    if let Some(first) = first {
        resource.set("releaseDate", first);
    }
    settle(world, &availability.id, &mut resource);
    Some(resource)
}

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if write.operation == Operation::Create && write.after.link("territory").is_none() {
        let detail = "You must provide a value for the relationship 'territory' with this request";
        refusals.push(relationship("ENTITY_ERROR.RELATIONSHIP.REQUIRED", "territory", detail));
    }
    refusals.extend(required(write, &["available", "preOrderEnabled"]));
    let invalid = |name, detail| attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", name, detail);
    if write.sends("preOrderEnabled") && write.after.value("preOrderEnabled") == true {
        let app = Opaque::decode(&write.after.id).and_then(|named| named.subject().map(str::to_owned)).unwrap_or_default();
        if releases(world, &app).next().is_some() {
            refusals.push(invalid("preOrderEnabled", "An app that has been released can not be offered for pre-order."));
        }
        let today = today(world);
        if write.after.text("releaseDate").is_none_or(|date| date <= today.as_str()) {
            refusals.push(invalid("releaseDate", "A pre-order needs a release date in the future."));
        }
    }
    refusals
}

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    if write.operation == Operation::Create {
        return Vec::new();
    }
    let mut changes = follow(world, after);
    // The caller puts the resource itself.
    changes.retain(|change| !matches!(change, Change::Put(_)));
    changes
}

fn happen(world: &World, availability: &Resource, _: &str, _: &Ids<'_>) -> Vec<Change> {
    let mut after = availability.clone();
    let app = Opaque::decode(&after.id).and_then(|named| named.subject().map(str::to_owned)).unwrap_or_default();
    settle(world, &app, &mut after);
    vec![Change::Put(after)]
}

/// The store sees the change at once and has followed it after a while.
fn follow(world: &World, after: &mut Resource) -> Vec<Change> {
    let status = match (after.value("available") == true, after.value("preOrderEnabled") == true) {
        (_, true) => "PROCESSING_TO_PRE_ORDER",
        (true, false) => "PROCESSING_TO_AVAILABLE",
        (false, false) => "PROCESSING_TO_NOT_AVAILABLE",
    };
    after.set("contentStatuses", json!([status]));
    let (forget, later) = (Change::forget(after, SETTLED), world.later(DELAY, after, SETTLED));
    vec![Change::Put(after.clone()), forget, later]
}

fn settle(world: &World, app: &str, after: &mut Resource) {
    let pre_order = after.value("preOrderEnabled") == true;
    let released = releases(world, app).next().is_some();
    let status = match (pre_order, after.value("available") == true, released) {
        (true, _, false) => "PREORDER_ON_UNRELEASED_APP",
        (true, _, true) => "AVAILABLE_FOR_PREORDER_ON_DATE",
        (false, true, true) => "AVAILABLE",
        (false, true, false) => "AVAILABLE_FOR_SALE_UNRELEASED_APP",
        (false, false, _) => "CANNOT_SELL",
    };
    after.set("contentStatuses", json!([status]));
    let published = pre_order.then(|| today(world));
    after.set("preOrderPublishDate", published);
}

/// The versions of an app that are or were in the store.
fn releases<'a>(world: &'a World, app: &str) -> impl Iterator<Item = &'a Resource> {
    let versions = world.get("apps", app).map(|app| world.related(app, "appStoreVersions")).unwrap_or_default();
    versions
        .into_iter()
        .filter(|version| matches!(version.text("appVersionState"), Some("READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION")))
}

fn today(world: &World) -> String {
    world.now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

const STATUSES: &[&str] = &[
    "AVAILABLE",
    "AVAILABLE_FOR_PREORDER_ON_DATE",
    "PROCESSING_TO_NOT_AVAILABLE",
    "PROCESSING_TO_AVAILABLE",
    "PROCESSING_TO_PRE_ORDER",
    "AVAILABLE_FOR_SALE_UNRELEASED_APP",
    "PREORDER_ON_UNRELEASED_APP",
    "AVAILABLE_FOR_PREORDER",
    "MISSING_RATING",
    "CANNOT_SELL_RESTRICTED_RATING",
    "BRAZIL_REQUIRED_TAX_ID",
    "BRAZIL_GAMBLING_NOT_VERIFIED",
    "MISSING_GRN",
    "UNVERIFIED_GRN",
    "ICP_NUMBER_INVALID",
    "ICP_NUMBER_MISSING",
    "TRADER_STATUS_NOT_PROVIDED",
    "TRADER_STATUS_VERIFICATION_FAILED",
    "TRADER_STATUS_VERIFICATION_STATUS_MISSING",
    "CANNOT_SELL_SEVENTEEN_PLUS_APPS",
    "CANNOT_SELL_SEXUALLY_EXPLICIT",
    "CANNOT_SELL_NON_IOS_GAMES",
    "CANNOT_SELL_SEVENTEEN_PLUS_GAMES",
    "CANNOT_SELL_CASINO",
    "CANNOT_SELL_CASINO_WITHOUT_GRAC",
    "CANNOT_SELL_CASINO_WITHOUT_AGE_VERIFICATION",
    "CANNOT_SELL_ADULT_ONLY",
    "CANNOT_SELL_GAMBLING_CONTESTS",
    "CANNOT_SELL_GAMBLING",
    "CANNOT_SELL_CONTESTS",
    "CANNOT_SELL_NINETEEN_PLUS_WITHOUT_GRAC",
    "CANNOT_SELL",
    "CANNOT_SELL_FREQUENT_INTENSE_GAMBLING",
    "CANNOT_SELL_FREQUENT_INTENSE_ALCOHOL_TOBACCO_DRUGS",
    "CANNOT_SELL_FREQUENT_INTENSE_VIOLENCE",
    "CANNOT_SELL_FREQUENT_INTENSE_SEXUAL_CONTENT_NUDITY",
    "CANNOT_SELL_INFREQUENT_MILD_ALCOHOL_TOBACCO_DRUGS",
    "CANNOT_SELL_INFREQUENT_MILD_SEXUAL_CONTENT_NUDITY",
    "CANNOT_SELL_FREQUENT_INTENSE",
    "CANNOT_SELL_FREQUENT_INTENSE_WITHOUT_GRAC",
    "CANNOT_SELL_FREQUENT_GAMBLING",
    "CANNOT_SELL_FREQUENT_ALCOHOL_TOBACCO_DRUGS",
    "CANNOT_SELL_FREQUENT_VIOLENCE",
    "CANNOT_SELL_FREQUENT_SEXUAL_CONTENT_NUDITY",
    "CANNOT_SELL_INFREQUENT_ALCOHOL_TOBACCO_DRUGS",
    "CANNOT_SELL_INFREQUENT_SEXUAL_CONTENT_NUDITY",
    "CANNOT_SELL_FREQUENT",
    "CANNOT_SELL_FREQUENT_WITHOUT_GRAC",
];
