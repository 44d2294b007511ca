//! How much there is to see on the generated store pages.

/// The size of each app's listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// Languages of each app, at most the store's fifty; none is five to twelve.
    pub locales: Option<usize>,
    /// Screenshot sets of a localization, as far as its platform has display types.
    pub sets: usize,
    /// Screenshots in a set, at most ten.
    pub screenshots: usize,
    /// How many in a hundred localizations besides the primary one have media of their own.
    pub share: u8,
    /// Whether all apps are alike: one platform, a live version and a draft, no previews. Prices can be told by hand
    /// then.
    pub uniform: bool,
}

impl Default for Listing {
    /// Two sets of three screenshots for the primary language and half of the others.
    fn default() -> Self {
        Self { locales: None, sets: 2, screenshots: 3, share: 50, uniform: false }
    }
}
