//! `buildIcons`: the icon that came with a build. It follows from the build and has its id.

use crate::kind::{Attribute, Form, IMAGE_ASSET, Kind, text};
use crate::world::{Resource, World};

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("iconAsset", IMAGE_ASSET),
        Attribute::new("iconType", Form::Enumeration(TYPES)),
        Attribute::new("masked", Form::Boolean),
        Attribute::new("name", text(255)),
    ],
    computed: Some(computed),
    ..Kind::new("buildIcons")
};

const TYPES: &[&str] =
    &["APP_STORE", "MESSAGES_APP_STORE", "WATCH_APP_STORE", "TV_OS_HOME_SCREEN", "TV_OS_TOP_SHELF", "ALTERNATE_EXPERIMENT"];

/// The icon of an app: that of its newest build that could be read.
pub(crate) fn of_app(world: &World, app: &Resource, _: Option<&[String]>) -> Vec<String> {
    let builds = world.members(app, "builds");
    builds.into_iter().rfind(|build| is_read(build)).map(|build| build.id.clone()).into_iter().collect()
}

/// The icons of a build.
pub(crate) fn of_build(_: &World, build: &Resource, _: Option<&[String]>) -> Vec<String> {
    is_read(build).then(|| build.id.clone()).into_iter().collect()
}

/// Whether the build has been looked at; before that nobody knows its icon.
fn is_read(build: &Resource) -> bool {
    build.text("processingState") == Some("VALID") && !build.value("iconAssetToken").is_null()
}

fn computed(world: &World, id: &str) -> Option<Resource> {
    let build = world.get("builds", id).filter(|build| is_read(build))?;
    let platform = world.one(build, "preReleaseVersion").and_then(|train| train.text("platform"));
    let icon = Resource::new(&KIND, id, build.account.as_deref())
        .with("iconAsset", build.value("iconAssetToken").clone())
        .with("iconType", "APP_STORE")
        // The store rounds the corners of what is made for a phone; a Mac's icon has a shape of its own.
        .with("masked", platform != Some("MAC_OS"))
        .with("name", "AppIcon");
    Some(icon)
}
