//! Attributes: what values they hold and who may write them.

use serde_json::Value;

/// One attribute and who may write it.
pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    pub(crate) create: Right,
    pub(crate) update: Right,
    /// When created inside the `included` of another type's create.
    pub(crate) inline: Right,
    /// Whether answers show it; one that does not is kept among the hidden values.
    pub(crate) shown: bool,
}

/// What values an attribute can hold.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// Text of `least` to `most` characters (Unicode scalar values).
    Text { least: usize, most: usize },
    /// An http or https address of at most 2048 characters.
    Url,
    /// `+`, then country code and number (demanded since August 2026).
    Phone,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A day: `2026-01-31`.
    Date,
    /// A date and time with an offset.
    DateTime,
    /// One of a closed list.
    Enumeration(&'static [&'static str]),
    /// Several of a closed list.
    Enumerations(&'static [&'static str]),
    /// An object with these members.
    Object(&'static [&'static str]),
    /// Several objects with these members.
    Objects(&'static [&'static str]),
}

/// What a request may do with an attribute or relationship.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Right {
    /// It may not name it.
    Never,
    /// It may name it; `null` clears it.
    Nullable,
    /// It must name it, and not as `null`.
    Required,
}

/// The text length that nobody has reported a limit for.
pub(crate) const LONG: usize = 4000;

/// An image that the store serves in any size.
pub(crate) const IMAGE_ASSET: Form = Form::Object(&["templateUrl", "width", "height"]);

/// How far the store is with an uploaded file.
pub(crate) const ASSET_DELIVERY_STATE: Form = Form::Object(&["errors", "warnings", "state"]);

/// Where the parts of a file are to be sent.
pub(crate) const UPLOAD_OPERATIONS: Form = Form::Objects(&["method", "url", "length", "offset", "requestHeaders"]);

/// Text of at most `most` characters.
pub(crate) const fn text(most: usize) -> Form {
    Form::Text { least: 0, most }
}

impl Attribute {
    /// A read-only attribute.
    pub(crate) const fn new(name: &'static str, form: Form) -> Self {
        Self { name, form, create: Right::Never, update: Right::Never, inline: Right::Never, shown: true }
    }

    /// May be given and cleared on create.
    pub(crate) const fn on_create(mut self) -> Self {
        self.create = Right::Nullable;
        self
    }

    /// Must be given on create.
    pub(crate) const fn required(mut self) -> Self {
        self.create = Right::Required;
        self
    }

    /// May be changed and cleared.
    pub(crate) const fn on_update(mut self) -> Self {
        self.update = Right::Nullable;
        self
    }

    /// May be given where the type is created inside another's `included`.
    pub(crate) const fn inline(mut self) -> Self {
        self.inline = Right::Nullable;
        self
    }

    /// Must be given where the type is created inside another's `included`.
    pub(crate) const fn inline_required(mut self) -> Self {
        self.inline = Right::Required;
        self
    }

    /// Never in an answer.
    pub(crate) const fn write_only(mut self) -> Self {
        self.shown = false;
        self
    }
}

impl Form {
    /// Whether a value other than `null` has the right JSON type and, for enumerations, is known.
    pub(crate) fn admits(&self, value: &Value) -> bool {
        let each = |admits: &dyn Fn(&Value) -> bool| value.as_array().is_some_and(|list| list.iter().all(admits));
        match self {
            Self::Text { .. } | Self::Url | Self::Phone => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Date => value.as_str().is_some_and(|text| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()),
            Self::DateTime => value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
            Self::Enumeration(values) => is_among(value, values),
            Self::Enumerations(values) => each(&|item| is_among(item, values)),
            Self::Object(members) => has_only(value, members),
            Self::Objects(members) => each(&|item| has_only(item, members)),
        }
    }
}

fn is_among(value: &Value, values: &[&str]) -> bool {
    value.as_str().is_some_and(|text| values.contains(&text))
}

fn has_only(value: &Value, members: &[&str]) -> bool {
    value.as_object().is_some_and(|object| object.keys().all(|name| members.contains(&name.as_str())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn forms_admit_what_fits() {
        let state = json!({ "state": "COMPLETE", "errors": [], "warnings": [] });
        for (form, good, bad) in [
            (Form::Integer, json!(5), json!(5.5)),
            (Form::Integer, json!(-1), json!("1")),
            (Form::Date, json!("2026-01-31"), json!("2026-02-31")),
            (Form::Date, json!("2026-01-31"), json!("2026-01-31T00:00:00Z")),
            (Form::Phone, json!("+49 89 123456"), json!(4989)),
            (ASSET_DELIVERY_STATE, state, json!({ "stage": "COMPLETE" })),
            (UPLOAD_OPERATIONS, json!([{ "method": "PUT", "offset": 0 }]), json!({ "method": "PUT" })),
            (Form::Enumerations(&["A", "B"]), json!(["B"]), json!(["C"])),
        ] {
            assert!(form.admits(&good), "{good}");
            assert!(!form.admits(&bad), "{bad}");
        }
    }
}
