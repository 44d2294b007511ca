//! `appTags`: words that the store found for an app, to be shown or not.

use super::territory::SELLING;
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Related, Relationship, Rules, text};

pub(crate) const KIND: Kind = Kind {
    attributes: &[Attribute::new("name", text(100)), Attribute::new("visibleInAppStore", Form::Boolean).on_update()],
    relationships: &[
        // A tag holds wherever the store sells.
        Relationship::many("territories", "territories")
            .computed(|_, _, _| SELLING.iter().map(|code| (*code).to_owned()).collect())
            .related_plain(),
    ],
    hidden: &[("app", "apps")],
    include: &["territories"],
    operations: &[Operation::Update],
    rules: Rules { check: |_, write| super::localization::required(write, &["visibleInAppStore"]), ..Rules::NONE },
    ..Kind::new("appTags")
};

/// Those of an app.
pub(crate) const LIST: Related = Related::like_own().filters(&[Filter::new("visibleInAppStore")]).sort(&["name"]);
