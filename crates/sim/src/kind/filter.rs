//! Filters of lists.

use crate::world::{Resource, World};

/// One `filter[name]`: an attribute, a relationship (ids), `relationship.attribute`, or `id`.
#[derive(Clone, Copy)]
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    /// The closed list of values, if it is one.
    pub(crate) values: Option<&'static [&'static str]>,
    /// Whether a request without it is refused.
    pub(crate) required: bool,
    /// Whether a resource has one wanted value, where the name does not say it.
    pub(crate) matches: Option<fn(&World, &Resource, &str) -> bool>,
}

impl Filter {
    /// A filter on free values.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, values: None, required: false, matches: None }
    }

    /// A filter on a closed list of values.
    pub(crate) const fn among(name: &'static str, values: &'static [&'static str]) -> Self {
        let mut filter = Self::new(name);
        filter.values = Some(values);
        filter
    }

    /// The list is refused without it.
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// It keeps the resources for which `matches` holds with one of the wanted values.
    pub(crate) const fn matching(mut self, matches: fn(&World, &Resource, &str) -> bool) -> Self {
        self.matches = Some(matches);
        self
    }
}
