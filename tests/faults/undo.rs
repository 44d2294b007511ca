//! The world without the ids that a row gets when it is made again.

use std::collections::BTreeMap;

use serde_json::Value;

use super::mirror::World;

/// Types that an undone round has touched, and the relationship that a row hangs from.
const TEXTS: [(&str, &str); 6] = [
    ("apps", ""),
    ("appInfos", "app"),
    ("appInfoLocalizations", "appInfo"),
    ("ageRatingDeclarations", "appInfo"),
    ("appStoreVersions", "app"),
    ("appStoreVersionLocalizations", "appStoreVersion"),
];

/// Attributes of everything that can be taken back; a localization is known by what it hangs from and its locale.
pub(crate) fn texts(world: &World) -> BTreeMap<String, Value> {
    let mut texts = BTreeMap::new();
    for ((kind, id), resource) in world {
        let Some((_, parent)) = TEXTS.iter().find(|(name, _)| name == kind) else { continue };
        let key = match &resource["attributes"]["locale"] {
            Value::String(locale) => format!("{kind} {} {locale}", resource["relationships"][parent]["data"]["id"]),
            _ => format!("{kind} {id}"),
        };
        texts.insert(key, resource["attributes"].clone());
    }
    texts
}
