//! `webhookEvents`: what a webhook is told, word for word.

use super::webhook::EVENT_TYPES;
use crate::kind::{Attribute, Form, Kind, text};

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("eventType", Form::Enumeration(EVENT_TYPES)),
        Attribute::new("payload", text(usize::MAX)),
        Attribute::new("ping", Form::Boolean),
        Attribute::new("createdDate", Form::DateTime),
    ],
    ..Kind::new("webhookEvents")
};
