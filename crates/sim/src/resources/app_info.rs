//! `appInfos`: what all platforms of an app share, once live and once in preparation.

use super::enumerations::{KIDS_AGE_BANDS, STORE_STATES};
use super::territory_age_rating;
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Relationship, Rules};
use crate::refusal::{Refusal, frozen_field, relationship};
use crate::states;
use crate::world::{Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("appStoreState", Form::Enumeration(STORE_STATES)),
        Attribute::new(
            "state",
            Form::Enumeration(&[
                "ACCEPTED",
                "DEVELOPER_REJECTED",
                "IN_REVIEW",
                "PENDING_RELEASE",
                "PREPARE_FOR_SUBMISSION",
                "READY_FOR_DISTRIBUTION",
                "READY_FOR_REVIEW",
                "REJECTED",
                "REPLACED_WITH_NEW_INFO",
                "WAITING_FOR_REVIEW",
            ]),
        ),
        Attribute::new("appStoreAgeRating", Form::Enumeration(AGE_RATINGS)),
        Attribute::new("australiaAgeRating", Form::Enumeration(&["FIFTEEN", "EIGHTEEN"])),
        Attribute::new("brazilAgeRating", Form::Enumeration(&["L", "TEN", "TWELVE", "FOURTEEN", "SIXTEEN", "EIGHTEEN"])),
        Attribute::new(
            "brazilAgeRatingV2",
            Form::Enumeration(&[
                "SELF_RATED_L",
                "SELF_RATED_TEN",
                "SELF_RATED_TWELVE",
                "SELF_RATED_FOURTEEN",
                "SELF_RATED_SIXTEEN",
                "SELF_RATED_EIGHTEEN",
                "OFFICIAL_L",
                "OFFICIAL_TEN",
                "OFFICIAL_TWELVE",
                "OFFICIAL_FOURTEEN",
                "OFFICIAL_SIXTEEN",
                "OFFICIAL_EIGHTEEN",
            ]),
        ),
        Attribute::new("franceAgeRating", Form::Enumeration(&["EIGHTEEN"])),
        Attribute::new("koreaAgeRating", Form::Enumeration(&["ALL", "TWELVE", "FIFTEEN", "NINETEEN", "NOT_APPLICABLE"])),
        Attribute::new("kidsAgeBand", Form::Enumeration(KIDS_AGE_BANDS)),
    ],
    relationships: &[
        Relationship::one("app", "apps").own().unlinked(),
        Relationship::one("ageRatingDeclaration", "ageRatingDeclarations").own().related_plain(),
        Relationship::many("appInfoLocalizations", "appInfoLocalizations").inverse("appInfo").related_by(&[Filter::new("locale")]),
        Relationship::one("primaryCategory", "appCategories").own().on_update().related(),
        Relationship::one("primarySubcategoryOne", "appCategories").own().on_update().related(),
        Relationship::one("primarySubcategoryTwo", "appCategories").own().on_update().related(),
        Relationship::one("secondaryCategory", "appCategories").own().on_update().related(),
        Relationship::one("secondarySubcategoryOne", "appCategories").own().on_update().related(),
        Relationship::one("secondarySubcategoryTwo", "appCategories").own().on_update().related(),
        Relationship::links_to_many("territoryAgeRatings", "territoryAgeRatings").computed(territory_age_rating::of_info).related(),
    ],
    include: &[
        "app",
        "ageRatingDeclaration",
        "appInfoLocalizations",
        "primaryCategory",
        "primarySubcategoryOne",
        "primarySubcategoryTwo",
        "secondaryCategory",
        "secondarySubcategoryOne",
        "secondarySubcategoryTwo",
    ],
    operations: &[Operation::Get, Operation::Update],
    parts: &["ageRatingDeclaration", "appInfoLocalizations"],
    rules: Rules { check, ..Rules::NONE },
    ..Kind::new("appInfos")
};

/// `AppStoreAgeRating` (`OpenAPI` 4.4.1).
pub(crate) const AGE_RATINGS: &[&str] = &[
    "L",
    "ALL",
    "ZERO_ZERO",
    "ONE_PLUS",
    "TWO_PLUS",
    "THREE_PLUS",
    "FOUR_PLUS",
    "FIVE_PLUS",
    "SIX_PLUS",
    "SEVEN_PLUS",
    "EIGHT_PLUS",
    "NINE_PLUS",
    "TEN_PLUS",
    "ELEVEN_PLUS",
    "TWELVE_PLUS",
    "THIRTEEN_PLUS",
    "FOURTEEN_PLUS",
    "FIFTEEN_PLUS",
    "SIXTEEN_PLUS",
    "SEVENTEEN_PLUS",
    "EIGHTEEN_PLUS",
    "NINETEEN_PLUS",
    "TWENTY_PLUS",
    "TWENTY_ONE_PLUS",
    "UNRATED",
];

/// (category, its two subcategories), primary first.
const CATEGORIES: [(&str, [&str; 2]); 2] = [
    ("primaryCategory", ["primarySubcategoryOne", "primarySubcategoryTwo"]),
    ("secondaryCategory", ["secondarySubcategoryOne", "secondarySubcategoryTwo"]),
];

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    if !states::app_info_editable(write.after) {
        return write.relationships.keys().map(|name| frozen_field(name).at(format!("/data/relationships/{name}"))).collect();
    }
    let mut refusals = Vec::new();
    for (category, subcategories) in CATEGORIES {
        let chosen = write.after.link(category);
        if write.relationships.contains_key(category) && chosen.is_some_and(|id| parent(world, id).is_some()) {
            refusals.push(invalid(category, "A subcategory can not be used as a category"));
        }
        for name in subcategories {
            let fits = write.after.link(name).is_none_or(|id| parent(world, id) == chosen);
            if !fits && touches(write, category, name) {
                refusals.push(invalid(name, "The subcategory does not belong to the category"));
            }
        }
    }
    let primary = write.after.link("primaryCategory");
    if primary.is_some() && primary == write.after.link("secondaryCategory") {
        refusals.push(invalid("secondaryCategory", "The secondary category must differ from the primary category"));
    }
    refusals
}

fn touches(write: &Write<'_>, category: &str, subcategory: &str) -> bool {
    write.relationships.contains_key(category) || write.relationships.contains_key(subcategory)
}

fn parent<'a>(world: &'a World, category: &str) -> Option<&'a str> {
    world.get(super::category::KIND.name, category).and_then(|category: &Resource| category.link("parent"))
}

fn invalid(name: &str, detail: &str) -> Refusal {
    relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", name, detail)
}
