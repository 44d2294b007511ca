//! Accessibility declarations: about half of the apps have published one, some have a draft.

use super::app::Plan;
use crate::kind::{Form, Right};
use crate::resources::accessibility_declaration::KIND;
use crate::world::{Resource, World};

/// Puts an app's declarations into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    let family = match plan.platforms[0].platform {
        "MAC_OS" => "MAC",
        "TV_OS" => "APPLE_TV",
        "VISION_OS" => "VISION",
        _ => "IPHONE",
    };
    for (state, chance) in [("REPLACED", 6), ("PUBLISHED", 2), ("DRAFT", 5)] {
        if !plan.one_in(chance) {
            continue;
        }
        let mut declaration = Resource::new(&KIND, plan.next_id(), Some(&plan.account))
            .with("deviceFamily", family)
            .with("state", state)
            .linked("app", plan.id.as_str());
        for attribute in KIND.attributes {
            if matches!(attribute.form, Form::Boolean) && attribute.create == Right::Nullable {
                declaration.set(attribute.name, plan.random.bool());
            }
        }
        world.put(declaration);
    }
}
