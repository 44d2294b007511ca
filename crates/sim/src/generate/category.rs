//! The store's categories: top ones, and subcategories of games and stickers.

use serde_json::json;

use crate::resources::category::KIND;
use crate::world::{Resource, World};

const TOP: &[&str] = &[
    "BOOKS",
    "BUSINESS",
    "DEVELOPER_TOOLS",
    "EDUCATION",
    "ENTERTAINMENT",
    "FINANCE",
    "FOOD_AND_DRINK",
    "GAMES",
    "GRAPHICS_AND_DESIGN",
    "HEALTH_AND_FITNESS",
    "LIFESTYLE",
    "MAGAZINES_AND_NEWSPAPERS",
    "MEDICAL",
    "MUSIC",
    "NAVIGATION",
    "NEWS",
    "PHOTO_AND_VIDEO",
    "PRODUCTIVITY",
    "REFERENCE",
    "SHOPPING",
    "SOCIAL_NETWORKING",
    "SPORTS",
    "STICKERS",
    "TRAVEL",
    "UTILITIES",
    "WEATHER",
];

const GAMES: &[&str] = &[
    "ACTION",
    "ADVENTURE",
    "BOARD",
    "CARD",
    "CASINO",
    "CASUAL",
    "FAMILY",
    "MUSIC",
    "PUZZLE",
    "RACING",
    "ROLE_PLAYING",
    "SIMULATION",
    "SPORTS",
    "STRATEGY",
    "TRIVIA",
    "WORD",
];

const STICKERS: &[&str] = &[
    "ANIMALS",
    "ART",
    "CELEBRATIONS",
    "CELEBRITIES",
    "CHARACTERS",
    "EATING_AND_DRINKING",
    "EMOJI_AND_EXPRESSIONS",
    "FASHION",
    "GAMING",
    "KIDS_AND_FAMILY",
    "MOVIES_AND_TV",
    "MUSIC",
    "PEOPLE",
    "PLACES_AND_OBJECTS",
    "SPORTS_AND_ACTIVITIES",
];

/// Puts the categories into the world; every account sees them.
pub(super) fn put(world: &mut World) {
    for id in TOP {
        let platforms = match *id {
            "STICKERS" => json!(["IOS"]),
            "DEVELOPER_TOOLS" => json!(["IOS", "MAC_OS"]),
            _ => json!(["IOS", "MAC_OS", "TV_OS", "VISION_OS"]),
        };
        world.put(Resource::new(&KIND, *id, None).with("platforms", platforms));
    }
    for (parent, children) in [("GAMES", GAMES), ("STICKERS", STICKERS)] {
        for child in children {
            let category = Resource::new(&KIND, format!("{parent}_{child}"), None).linked("parent", parent);
            let platforms = world.get(KIND.name, parent).map(|parent| parent.value("platforms").clone());
            world.put(category.with("platforms", platforms.unwrap_or_default()));
        }
    }
}
