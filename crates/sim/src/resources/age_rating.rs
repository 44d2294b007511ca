//! `ageRatingDeclarations`: the questions about an app's content; the id is that of its app info.

use super::app_info;
use super::enumerations::KIDS_AGE_BANDS;
use crate::kind::{Attribute, Form, Kind, Operation, Rules};
use crate::refusal::{Refusal, frozen_field};
use crate::states;
use crate::world::World;
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("advertising", Form::Boolean).on_update(),
        Attribute::new("alcoholTobaccoOrDrugUseOrReferences", FREQUENCY).on_update(),
        Attribute::new("contests", FREQUENCY).on_update(),
        Attribute::new("gambling", Form::Boolean).on_update(),
        Attribute::new("gamblingSimulated", FREQUENCY).on_update(),
        Attribute::new("gunsOrOtherWeapons", FREQUENCY).on_update(),
        Attribute::new("healthOrWellnessTopics", Form::Boolean).on_update(),
        Attribute::new("kidsAgeBand", Form::Enumeration(KIDS_AGE_BANDS)).on_update(),
        Attribute::new("lootBox", Form::Boolean).on_update(),
        Attribute::new("medicalOrTreatmentInformation", FREQUENCY).on_update(),
        Attribute::new("messagingAndChat", Form::Boolean).on_update(),
        Attribute::new("parentalControls", Form::Boolean).on_update(),
        Attribute::new("profanityOrCrudeHumor", FREQUENCY).on_update(),
        Attribute::new("ageAssurance", Form::Boolean).on_update(),
        Attribute::new("sexualContentGraphicAndNudity", FREQUENCY).on_update(),
        Attribute::new("sexualContentOrNudity", FREQUENCY).on_update(),
        Attribute::new("socialMedia", Form::Boolean).on_update(),
        Attribute::new("socialMediaAgeRestricted", Form::Boolean).on_update(),
        Attribute::new("horrorOrFearThemes", FREQUENCY).on_update(),
        Attribute::new("matureOrSuggestiveThemes", FREQUENCY).on_update(),
        Attribute::new("unrestrictedWebAccess", Form::Boolean).on_update(),
        Attribute::new("userGeneratedContent", Form::Boolean).on_update(),
        Attribute::new("violenceCartoonOrFantasy", FREQUENCY).on_update(),
        Attribute::new("violenceRealisticProlongedGraphicOrSadistic", FREQUENCY).on_update(),
        Attribute::new("violenceRealistic", FREQUENCY).on_update(),
        Attribute::new(
            "ageRatingOverride",
            Form::Enumeration(&["NONE", "NINE_PLUS", "THIRTEEN_PLUS", "SIXTEEN_PLUS", "SEVENTEEN_PLUS", "UNRATED"]),
        )
        .on_update(),
        Attribute::new(
            "ageRatingOverrideV2",
            Form::Enumeration(&["NONE", "NINE_PLUS", "THIRTEEN_PLUS", "SIXTEEN_PLUS", "EIGHTEEN_PLUS", "UNRATED"]),
        )
        .on_update(),
        Attribute::new("koreaAgeRatingOverride", Form::Enumeration(&["NONE", "FIFTEEN_PLUS", "NINETEEN_PLUS"])).on_update(),
        Attribute::new("developerAgeRatingInfoUrl", Form::Url).on_update(),
    ],
    operations: &[Operation::Update],
    rules: Rules { check, ..Rules::NONE },
    ..Kind::new("ageRatingDeclarations")
};

/// How often something occurs; the two `_OR_` values are the wording from before 2025.
const FREQUENCY: Form = Form::Enumeration(&["NONE", "INFREQUENT_OR_MILD", "FREQUENT_OR_INTENSE", "INFREQUENT", "FREQUENT"]);

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    match world.get(app_info::KIND.name, &write.after.id) {
        Some(info) if !states::app_info_editable(info) => write.attributes.keys().map(|name| frozen_field(name)).collect(),
        _ => Vec::new(),
    }
}
