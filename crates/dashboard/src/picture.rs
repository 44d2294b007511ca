//! Pictures of the mirror as pages show them: small copies under the hash of the picture they were made from.

use std::collections::HashSet;

use maud::{Markup, html};

use crate::app::App;
use crate::text::clean;

/// What a picture is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    /// The icon of an app.
    Icon,
    /// A screenshot.
    Screenshot,
}

impl Shape {
    /// The folder of the small copies.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Icon => "icons",
            Self::Screenshot => "screenshots",
        }
    }

    /// The box they fit into, in pixels: twice what they are shown at.
    pub(crate) fn within(self) -> (u32, u32) {
        match self {
            Self::Icon => (192, 192),
            Self::Screenshot => (560, 560),
        }
    }

    /// The address of the small copy of a picture, relative to the folder of the report. `image` is as the mirror names
    /// it: `ab/ab….png`.
    pub(crate) fn address(self, image: &str) -> Option<String> {
        let hash = image.rsplit('/').next()?.split('.').next()?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| format!("{}/{hash}.jpg", self.folder()))
    }
}

/// Which pictures can be shown.
#[derive(Debug, Default)]
pub(crate) struct Gallery {
    /// Addresses of small copies; `None` where they are made when they are asked for.
    pub(crate) made: Option<HashSet<String>>,
}

impl Gallery {
    /// The address of a picture, if it can be shown.
    pub(crate) fn address(&self, shape: Shape, image: &str) -> Option<String> {
        let address = shape.address(image)?;
        self.made.as_ref().is_none_or(|made| made.contains(&address)).then_some(address)
    }

    /// The icon of an app, or else the first letters of its name. The name stands beside it.
    pub(crate) fn icon(&self, app: &App, root: &str) -> Markup {
        let address = app.icon.as_deref().and_then(|image| self.address(Shape::Icon, image));
        html! {
            @if let Some(address) = address {
                img.icon src=(format!("{root}{address}")) alt="" width="64" height="64" loading="lazy";
            } @else {
                span.icon.initials aria-hidden="true" { (clean(&initials(&app.name))) }
            }
        }
    }
}

/// The first letters of the first two words.
fn initials(name: &str) -> String {
    let firsts = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    firsts.take(2).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashes_become_addresses() {
        let hash = "ab".repeat(32);
        assert_eq!(Shape::Icon.address(&format!("ab/{hash}.png")), Some(format!("icons/{hash}.jpg")));
        assert_eq!(Shape::Screenshot.address("../../etc/passwd"), None);
        assert_eq!(initials("Paper  trail & co"), "PT");
        assert_eq!(initials("דפי זהב"), "דז");
        assert_eq!(initials("…"), "");
    }
}
