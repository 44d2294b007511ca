//! `actors`: who did something: a person, a key, or Apple.

use crate::kind::{Attribute, Filter, Form, Kind, Operation, text};

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("actorType", Form::Enumeration(&["USER", "API_KEY", "XCODE_CLOUD", "APPLE"])),
        Attribute::new("userFirstName", text(255)),
        Attribute::new("userLastName", text(255)),
        Attribute::new("userEmail", text(255)),
        Attribute::new("apiKeyId", text(255)),
    ],
    operations: &[Operation::List, Operation::Get],
    filters: &[Filter::new("id").required()],
    ..Kind::new("actors")
};
