//! Errors in Apple's shape: `{"errors":[{id,status,code,title,detail,source}]}`.
//!
//! Codes and sentences are those that Apple documents or that clients have reported; a client
//! matches codes by prefix, people read the sentences.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// One error object of an error document.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    status: u16,
    code: &'static str,
    title: &'static str,
    detail: String,
    source: Option<Source>,
    /// What stands against other resources, by their paths.
    associated: BTreeMap<String, Vec<Self>>,
}

#[derive(Debug, Clone)]
enum Source {
    Pointer(String),
    Parameter(String),
}

impl Refusal {
    /// The HTTP status that it asks for.
    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// Marks the place in the request's body, as a JSON pointer.
    pub(crate) fn at(mut self, pointer: impl Into<String>) -> Self {
        self.source = Some(Source::Pointer(pointer.into()));
        self
    }

    /// Moves the place from `/data` to another object of the body.
    pub(crate) fn within(mut self, place: &str) -> Self {
        if let Some(Source::Pointer(pointer)) = &mut self.source
            && let Some(rest) = pointer.strip_prefix("/data")
        {
            *pointer = format!("{place}{rest}");
        }
        self
    }

    /// Adds what stands against other resources, by their paths.
    pub(crate) fn because_of(mut self, associated: BTreeMap<String, Vec<Self>>) -> Self {
        self.associated = associated;
        self
    }

    fn of(mut self, parameter: &str) -> Self {
        self.source = Some(Source::Parameter(parameter.to_owned()));
        self
    }

    fn new(status: u16, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, title, detail: detail.into(), source: None, associated: BTreeMap::new() }
    }

    fn object(&self) -> Value {
        let mut object = Map::new();
        object.insert("id".to_owned(), Value::String(uuid(fastrand::u128(..))));
        object.insert("status".to_owned(), Value::String(self.status.to_string()));
        object.insert("code".to_owned(), Value::String(self.code.to_owned()));
        object.insert("title".to_owned(), Value::String(self.title.to_owned()));
        object.insert("detail".to_owned(), Value::String(self.detail.clone()));
        match &self.source {
            Some(Source::Pointer(pointer)) => object.insert("source".to_owned(), json!({ "pointer": pointer })),
            Some(Source::Parameter(name)) => object.insert("source".to_owned(), json!({ "parameter": name })),
            None => None,
        };
        if !self.associated.is_empty() {
            let errors = |refusals: &Vec<Self>| refusals.iter().map(Self::object).collect();
            let associated: Map<String, Value> =
                self.associated.iter().map(|(path, refusals)| (path.clone(), Value::Array(errors(refusals)))).collect();
            object.insert("meta".to_owned(), json!({ "associatedErrors": associated }));
        }
        Value::Object(object)
    }
}

/// The status and the error document that tell of all of `refusals`; the first one rules. A
/// document that is a string is plain text.
pub(crate) fn document(refusals: &[Refusal]) -> (u16, Value) {
    let status = refusals.first().map_or(500, Refusal::status);
    if let Some(refusal) = refusals.first().filter(|refusal| refusal.code.is_empty()) {
        return (status, Value::String(refusal.detail.clone()));
    }
    let errors: Vec<Value> = refusals.iter().map(Refusal::object).collect();
    (status, json!({ "errors": errors }))
}

/// 128 bits in the form of a random UUID.
pub(crate) fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// 400: the parameter, filter or fieldset has no place in this request.
pub(crate) fn illegal_parameter(name: &str) -> Refusal {
    let detail = match name.strip_prefix("filter[").and_then(|rest| rest.strip_suffix(']')) {
        Some(filter) => format!("'{filter}' is not a valid filter type"),
        None => format!("The parameter '{name}' can not be used with this request"),
    };
    Refusal::new(400, "PARAMETER_ERROR.ILLEGAL", "A parameter is not allowed for this request", detail).of(name)
}

/// 400: the parameter has a place, its value has not.
pub(crate) fn invalid_parameter(name: &str, detail: impl Into<String>) -> Refusal {
    Refusal::new(400, "PARAMETER_ERROR.INVALID", "A parameter has an invalid value", detail).of(name)
}

/// 400: the body is not JSON.
pub(crate) fn invalid_entity(detail: impl Into<String>) -> Refusal {
    Refusal::new(400, "ENTITY_INVALID", "JSON processing failed", detail)
}

/// 400: the request cannot do without the parameter.
pub(crate) fn required_parameter(name: &str) -> Refusal {
    let detail = format!("You must provide a value for the parameter '{name}' with this request");
    Refusal::new(400, "PARAMETER_ERROR.REQUIRED", "A required parameter is missing", detail).of(name)
}

/// 401, whatever is wrong with the token.
pub(crate) fn not_authorized() -> Refusal {
    let detail = "Provide a properly configured and signed bearer token, and make sure that it has not expired. \
                  Learn more about Generating Tokens for API Requests https://developer.apple.com/go/?id=api-generating-tokens";
    Refusal::new(401, "NOT_AUTHORIZED", "Authentication credentials are missing or invalid.", detail)
}

/// 403, for a reason worth a sentence.
pub(crate) fn forbidden(detail: impl Into<String>) -> Refusal {
    let title = "The given operation is not allowed";
    Refusal::new(403, "FORBIDDEN_ERROR", title, detail)
}

/// 403: the key is none of those that may do this, or not any more.
pub(crate) fn forbidden_key() -> Refusal {
    let title = "This request is forbidden for security reasons";
    Refusal::new(403, "FORBIDDEN_ERROR", title, "The API key in use does not allow this request")
}

/// 403: the account holder has an agreement to accept.
pub(crate) fn agreements_expired() -> Refusal {
    let code = "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED";
    let detail = "This request requires an in-effect agreement that has not been signed or has expired.";
    Refusal::new(403, code, "A required agreement is missing or has expired.", detail)
}

/// An error that comes from something in front of the API, as plain text.
pub(crate) fn plain(status: u16, text: &str) -> Refusal {
    // What has no code is no error object.
    Refusal::new(status, "", "", text)
}

/// 406: the client wants none of the formats that there are.
pub(crate) fn not_acceptable() -> Refusal {
    plain(406, "Not Acceptable")
}

/// 404: the path names nothing.
pub(crate) fn unknown_path(path: &str) -> Refusal {
    let detail = format!("The resource '{}' does not exist", path.trim_start_matches('/'));
    Refusal::new(404, "PATH_ERROR", "The URL path is not valid", detail)
}

/// 404: the type exists, the id does not, or not for this key.
pub(crate) fn not_found(kind: &str, id: &str) -> Refusal {
    let detail = format!("There is no resource of type '{kind}' with id '{id}'");
    Refusal::new(404, "NOT_FOUND", "The specified resource does not exist", detail)
}

/// 404: the resource exists, but nothing was ever created at the other end of its relationship.
pub(crate) fn nothing_related(name: &str, id: &str) -> Refusal {
    let detail = format!("There is no resource of relationship '{name}' for the resource with id '{id}'");
    Refusal::new(404, "RESOURCE_DOES_NOT_EXIST", "The specified resource does not exist", detail)
}

/// 404: the type exists, but this one of it was never set.
pub(crate) fn never_set(kind: &str, id: &str) -> Refusal {
    Refusal { code: "RESOURCE_DOES_NOT_EXIST", ..not_found(kind, id) }
}

/// 409: a conflict with the rules of an entity as a whole, such as the intervals of a schedule.
pub(crate) fn entity(code: &'static str, detail: impl Into<String>) -> Refusal {
    Refusal::new(409, code, "The provided entity is invalid", detail)
}

/// 405: HTTP knows the method, the API does not.
pub(crate) fn method_not_allowed(method: &str) -> Refusal {
    let detail = format!("The request method '{method}' is not valid for the resource path.");
    Refusal::new(405, "METHOD_NOT_ALLOWED", "The request method is not valid for the resource path.", detail)
}

/// 409: a conflict with the rules of an attribute.
pub(crate) fn attribute(code: &'static str, name: &str, detail: impl Into<String>) -> Refusal {
    let title = match code {
        "ENTITY_ERROR.ATTRIBUTE.UNKNOWN" => "The provided entity includes an unknown attribute",
        "ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED" => "The provided entity includes an attribute that is not allowed",
        "ENTITY_ERROR.ATTRIBUTE.REQUIRED" => "The provided entity is missing a required attribute",
        "ENTITY_ERROR.ATTRIBUTE.TYPE" => "The provided entity includes an attribute with an invalid type",
        _ => "The provided entity includes an attribute with an invalid value",
    };
    Refusal::new(409, code, title, detail).at(format!("/data/attributes/{name}"))
}

/// 409: a conflict with the rules of a relationship.
pub(crate) fn relationship(code: &'static str, name: &str, detail: impl Into<String>) -> Refusal {
    let title = match code {
        "ENTITY_ERROR.RELATIONSHIP.UNKNOWN" => "The provided entity includes an unknown relationship",
        "ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED" => "The provided entity includes a relationship that is not allowed",
        "ENTITY_ERROR.RELATIONSHIP.REQUIRED" => "The provided entity is missing a required relationship",
        _ => "The provided entity includes a relationship with an invalid value",
    };
    Refusal::new(409, code, title, detail).at(format!("/data/relationships/{name}"))
}

/// 409: an object of `included` whose id is not of the form `${name}`.
pub(crate) fn invalid_local_id(index: usize) -> Refusal {
    let title = "The provided included entity has an invalid id";
    let detail = "the id must be a local id with the format '${local-id}'";
    Refusal::new(409, "ENTITY_ERROR.INCLUDED.INVALID_ID", title, detail).at(format!("/included/{index}/id"))
}

/// 409: an object of `included` whose type cannot be created there.
pub(crate) fn invalid_included(index: usize, kind: &str) -> Refusal {
    let title = "The provided included entity has an invalid type";
    let detail = format!("The resource type '{kind}' can not be included in this request");
    Refusal::new(409, "ENTITY_ERROR.INCLUDED.INVALID_TYPE", title, detail).at(format!("/included/{index}/type"))
}

/// 409: `type` or `id` of the body is not that of the path.
pub(crate) fn mismatch(member: &str, detail: impl Into<String>) -> Refusal {
    let code = if member == "id" { "ENTITY_ERROR.ID.INVALID" } else { "ENTITY_ERROR.TYPE.INVALID" };
    let title = "The provided entity does not match the request";
    Refusal::new(409, code, title, detail).at(format!("/data/{member}"))
}

/// 409: the resource is in the wrong state for the attribute, in the words of the app infos.
pub(crate) fn frozen_field(name: &str) -> Refusal {
    let code = "ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_STATE";
    attribute(code, name, format!("The field '{name}' can not be modified in the current state"))
}

/// 409: the resource is in the wrong state for the attribute, in the words of the versions.
pub(crate) fn frozen_attribute(name: &str) -> Refusal {
    state("STATE_ERROR", format!("Attribute '{name}' cannot be edited at this time")).at(format!("/data/attributes/{name}"))
}

/// 409: the resource is in the wrong state for the request as a whole.
pub(crate) fn invalid_state(kind: &str, id: &str) -> Refusal {
    state("STATE_ERROR.ENTITY_STATE_INVALID", format!("{kind} with id '{id}' is not in valid state."))
}

/// 409: a state forbids the request.
pub(crate) fn state(code: &'static str, detail: impl Into<String>) -> Refusal {
    Refusal::new(409, code, "The request cannot be fulfilled because of the state of another resource.", detail)
}

/// 413: the body is longer than anything that the API takes.
pub(crate) fn too_large() -> Refusal {
    Refusal::new(413, "ENTITY_TOO_LARGE", "The request entity is too large", "The request body is too large")
}

/// 422: JSON, but not a document.
pub(crate) fn unprocessable(place: &str) -> Refusal {
    let title = "The request entity is not a valid request document object";
    Refusal::new(422, "ENTITY_UNPROCESSABLE", title, format!("Unexpected or invalid value at '{place}'."))
}

/// 429: the hour is spent.
pub(crate) fn rate_limit() -> Refusal {
    let detail = "We've received too many requests for this API. Please wait and try again or slow down your request rate.";
    Refusal::new(429, "RATE_LIMIT_EXCEEDED", "The request rate limit has been reached.", detail)
}

/// 500: something on the server's side, or a URL that it cannot take.
pub(crate) fn unexpected() -> Refusal {
    let detail =
        "An unexpected error occurred on the server side. If this issue continues, contact us at https://developer.apple.com/contact/.";
    Refusal::new(500, "UNEXPECTED_ERROR", "An unexpected error occurred.", detail)
}

/// 503: the service rests.
pub(crate) fn unavailable() -> Refusal {
    let detail = "The server is temporarily unable to handle the request. Try again later.";
    Refusal::new(503, "SERVICE_UNAVAILABLE", "The service is unavailable.", detail)
}

/// 504: something behind the API took too long.
pub(crate) fn timed_out() -> Refusal {
    let detail = "The server did not receive a timely response. Try again later.";
    Refusal::new(504, "GATEWAY_TIMEOUT", "The request timed out.", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_of_version_4() {
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn the_first_refusal_gives_the_status() {
        let (status, document) = document(&[rate_limit(), unexpected()]);
        assert_eq!(status, 429);
        assert_eq!(document["errors"][1]["status"], "500");
        assert!(document["errors"][0].get("source").is_none());
    }
}
