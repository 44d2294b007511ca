//! `appCategories`: the store's tree of categories, the same for every account.

use super::enumerations::PLATFORMS;
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Relationship};

pub(crate) const KIND: Kind = Kind {
    attributes: &[Attribute::new("platforms", Form::Enumerations(PLATFORMS))],
    relationships: &[
        Relationship::many("subcategories", "appCategories").inverse("parent").related_plain(),
        Relationship::one("parent", "appCategories").own().related_plain(),
    ],
    include: &["subcategories", "parent"],
    operations: &[Operation::List, Operation::Get],
    filters: &[Filter::among("platforms", PLATFORMS)],
    exists: &["parent"],
    ..Kind::new("appCategories")
};
