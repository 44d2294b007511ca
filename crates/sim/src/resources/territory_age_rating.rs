//! `territoryAgeRatings`: what an app info's rating is called in each territory; never stored.

use serde_json::Value;

use super::opaque::{self, Opaque};
use super::price_point::wanted;
use super::territory::SELLING;
use crate::kind::{Attribute, Form, Kind, Relationship};
use crate::world::{Resource, World};

pub(crate) const KIND: Kind = Kind {
    attributes: &[Attribute::new("appStoreAgeRating", Form::Enumeration(super::app_info::AGE_RATINGS))],
    relationships: &[Relationship::one("territory", "territories").own().unlinked()],
    computed: Some(computed),
    include: &["territory"],
    ..Kind::new("territoryAgeRatings")
};

/// (territory, worldwide rating, its own): Apple, Age ratings values and definitions.
const OWN: &[(&str, &str, &str)] = &[
    ("BRA", "FOUR_PLUS", "L"),
    ("BRA", "NINE_PLUS", "TEN_PLUS"),
    ("BRA", "THIRTEEN_PLUS", "FOURTEEN_PLUS"),
    ("DEU", "FOUR_PLUS", "ZERO_ZERO"),
    ("DEU", "NINE_PLUS", "SIX_PLUS"),
    ("DEU", "THIRTEEN_PLUS", "TWELVE_PLUS"),
    ("KOR", "FOUR_PLUS", "ALL"),
    ("KOR", "NINE_PLUS", "TWELVE_PLUS"),
    ("KOR", "THIRTEEN_PLUS", "FIFTEEN_PLUS"),
    ("KOR", "EIGHTEEN_PLUS", "NINETEEN_PLUS"),
    ("AUS", "THIRTEEN_PLUS", "FIFTEEN_PLUS"),
];

/// The ratings of an app info in all territories.
pub(crate) fn of_info(_: &World, info: &Resource, territories: Option<&[String]>) -> Vec<String> {
    let codes = SELLING.iter().filter(|code| wanted(code, territories));
    codes.map(|code| opaque::in_territory(&info.id, code)).collect()
}

fn computed(world: &World, id: &str) -> Option<Resource> {
    let named = Opaque::decode(id)?;
    let code = SELLING.iter().find(|code| Some(**code) == named.territory())?;
    let info = world.get("appInfos", named.subject()?).filter(|info| opaque::in_territory(&info.id, code) == id)?;
    let rating = info.value("appStoreAgeRating");
    let own = OWN.iter().find(|(territory, worldwide, _)| territory == code && rating == worldwide);
    let rating = own.map_or_else(|| rating.clone(), |(_, _, own)| Value::from(*own));
    Some(Resource::new(&KIND, id, info.account.as_deref()).with("appStoreAgeRating", rating).linked("territory", *code))
}
