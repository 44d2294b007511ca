//! Apple's error documents.
//!
//! Everything in them is foreign text: it is cleaned of control characters before anyone prints
//! it. Absent on purpose: the meaning of codes. They grow suffixes without notice, so callers
//! match them by prefix.

use std::fmt;

use serde_json::Value;

/// Longest foreign text that is kept of a body that is no error document, in characters.
const LONGEST_TEXT: usize = 200;
/// Longest text that is kept of an error document, in characters. Apple's details have a few hundred.
const LONGEST_DETAIL: usize = 1_000;
/// Most errors that are kept of a list.
const MOST_ERRORS: usize = 1_000;

/// An answer that is not a success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP method of the request.
    pub method: String,
    /// Path of the request, without its query.
    pub path: String,
    /// HTTP status of the answer.
    pub status: u16,
    /// The errors of the document; empty if the body was something else.
    pub errors: Vec<ApiError>,
    /// The beginning of a body that is no error document.
    pub text: Option<String>,
    /// The id that Apple's support asks for, where the answer carried one.
    pub request_id: Option<String>,
}

/// One error of an error document (`ErrorResponse` in `OpenAPI` 4.4.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiError {
    /// Id of this occurrence.
    pub id: Option<String>,
    /// HTTP status, as text.
    pub status: Option<String>,
    /// Machine-readable code, for example `ENTITY_ERROR.ATTRIBUTE.INVALID`; may be empty.
    pub code: String,
    /// Short text that is the same for every occurrence of the code; may be empty.
    pub title: String,
    /// What is wrong this time. Apple leaves it out now and then.
    pub detail: Option<String>,
    /// `source.pointer`: the place in the request body, for example `/data/attributes/whatsNew`.
    pub pointer: Option<String>,
    /// `source.parameter`: the query parameter.
    pub parameter: Option<String>,
    /// `meta.associatedErrors`: errors of other resources, by path, for example why a version
    /// cannot be submitted.
    pub associated: Vec<(String, Vec<Self>)>,
}

impl Refusal {
    /// Reads the body of an answer, whatever it is.
    pub(crate) fn new(method: &str, path: &str, status: u16, body: &[u8]) -> Self {
        let json: Value = serde_json::from_slice(body).unwrap_or_default();
        let errors = json.get("errors").map(errors).unwrap_or_default();
        let text = errors.is_empty().then(|| excerpt(&String::from_utf8_lossy(body)));
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            status,
            errors,
            text: text.filter(|text| !text.is_empty()),
            request_id: None,
        }
    }

    /// Code of the first error.
    pub fn code(&self) -> Option<&str> {
        self.errors.first().map(|error| error.code.as_str()).filter(|code| !code.is_empty())
    }
}

impl fmt::Display for Refusal {
    /// One line: `Apple refused PATCH /v1/appStoreVersions/1: 409 STATE_ERROR: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, path, status, errors, text, .. } = self;
        write!(f, "Apple refused {method} {path}: {status}")?;
        match (errors.split_first(), text) {
            (Some((first, [])), _) => write!(f, " {first}"),
            (Some((first, more)), _) => write!(f, " {first} (and {} more)", more.len()),
            (None, Some(text)) => write!(f, ": {text}"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Display for ApiError {
    /// `CODE: detail`, or the title where there is no detail.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.detail.as_deref().unwrap_or(&self.title);
        match (self.code.as_str(), text) {
            (code, "") => f.write_str(code),
            ("", text) => f.write_str(text),
            (code, text) => write!(f, "{code}: {text}"),
        }
    }
}

fn errors(json: &Value) -> Vec<ApiError> {
    json.as_array().map(|list| list.iter().filter(|item| item.is_object()).take(MOST_ERRORS).map(error).collect()).unwrap_or_default()
}

fn error(json: &Value) -> ApiError {
    let text = |pointer: &str| match json.pointer(pointer)? {
        Value::String(text) => Some(shortened(text, LONGEST_DETAIL)).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let associated = json.pointer("/meta/associatedErrors").and_then(Value::as_object);
    ApiError {
        id: text("/id"),
        status: text("/status"),
        code: text("/code").unwrap_or_default(),
        title: text("/title").unwrap_or_default(),
        detail: text("/detail"),
        pointer: text("/source/pointer"),
        parameter: text("/source/parameter"),
        associated: associated
            .map(|map| map.iter().map(|(path, list)| (shortened(path, LONGEST_DETAIL), errors(list))).collect())
            .unwrap_or_default(),
    }
}

/// Foreign text on one line, without control characters (which could drive a terminal) and overrides of direction (which
/// make it read as another).
pub(crate) fn clean(text: &str) -> String {
    let is_command = |c: char| c.is_control() || matches!(c, '\u{202d}' | '\u{202e}');
    let visible: String = text.chars().map(|c| if is_command(c) { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of foreign text, on one line.
pub(crate) fn excerpt(text: &str) -> String {
    shortened(text, LONGEST_TEXT)
}

fn shortened(text: &str, most: usize) -> String {
    // Cleaning makes it no longer, and what is cut off need not be clean.
    let start = text.char_indices().nth(most * 4).map_or(text, |(end, _)| &text[..end]);
    let text = clean(start);
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(status: u16, body: &str) -> Refusal {
        Refusal::new("PATCH", "/v1/appStoreVersions/1", status, body.as_bytes())
    }

    #[test]
    fn reads_nested_associated_errors() {
        let body = json!({"errors": [{
            "id": "e", "status": "409", "code": "STATE_ERROR.ENTITY_STATE_INVALID", "title": "t",
            "detail": "This resource cannot be reviewed, please check associated errors to see why.",
            "source": {"pointer": "/data/attributes/x"},
            "meta": {"associatedErrors": {
                "/v1/appScreenshots/": [{"status": "409", "code": "STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67", "title": "t",
                    "meta": {"associatedErrors": {"/v1/builds/b": [{"status": 409, "code": "DEEP", "title": "d"}]}}}],
                "/v1/builds/b": [],
            }},
        }]});
        let refusal = refusal(409, &body.to_string());
        assert_eq!(
            refusal.to_string(),
            "Apple refused PATCH /v1/appStoreVersions/1: 409 STATE_ERROR.ENTITY_STATE_INVALID: This resource cannot be reviewed, please check associated errors to see why."
        );
        assert_eq!(refusal.code(), Some("STATE_ERROR.ENTITY_STATE_INVALID"));
        let error = &refusal.errors[0];
        assert_eq!(error.pointer.as_deref(), Some("/data/attributes/x"));
        let (path, associated) = &error.associated[0];
        assert_eq!((path.as_str(), associated[0].code.as_str()), ("/v1/appScreenshots/", "STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67"));
        let deep = &associated[0].associated[0].1[0];
        assert_eq!((deep.code.as_str(), deep.status.as_deref()), ("DEEP", Some("409")));
    }

    #[test]
    fn one_line_whatever_is_missing() {
        for (body, line) in [
            (r#"{"errors":[{"status":"409","code":"C","title":"Title","detail":"Detail"}]}"#, "409 C: Detail"),
            (r#"{"errors":[{"status":"409","code":"C","title":"Title","detail":null}]}"#, "409 C: Title"),
            (r#"{"errors":[{"code":"C"},{"code":"D"},7,{"code":"E"}]}"#, "409 C (and 2 more)"),
            (r#"{"errors":[{"title":"Title"}]}"#, "409 Title"),
            (r#"{"errors":[{"code":"C","detail":"two\nlines \u001b[31mred"}]}"#, "409 C: two lines [31mred"),
            (r#"{"errors":[]}"#, r#"409: {"errors":[]}"#),
            (r#"{"errors":"no"}"#, r#"409: {"errors":"no"}"#),
            ("Could not process\tthis request\n", "409: Could not process this request"),
            ("", "409"),
        ] {
            assert_eq!(refusal(409, body).to_string(), format!("Apple refused PATCH /v1/appStoreVersions/1: {line}"), "{body}");
        }
    }

    #[test]
    fn a_page_of_html_is_shortened() {
        let text = refusal(502, &format!("<html>{}", "ä".repeat(1_000))).text.expect("some text");
        assert_eq!(text.chars().count(), LONGEST_TEXT + 1);
        assert!(text.ends_with("ä…"), "{text}");
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm() {
        let refusal = Refusal::new("GET", "/", 500, b"\xff\xfe\x00{");
        assert_eq!(refusal.text.as_deref(), Some("\u{fffd}\u{fffd} {"));
    }
}
