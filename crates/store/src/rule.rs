//! Rules for one value: what Apple takes for a field, whatever the rest of its row says.
//!
//! The catalogue knows kinds and some limits. What it does not say is here, by resource and field, so that a rule holds
//! as soon as a field can be edited. Lengths are counted in Unicode characters, as Apple's server does: neither bytes
//! nor what a person sees as one sign.

use jiff::Timestamp;

use crate::Value;
use crate::catalog::{Field, Kind, Resource, catalog};

/// The longest address Apple takes.
const LONGEST_URL: usize = 2048;

/// What a value must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    /// Whatever its kind allows.
    Any,
    /// Text in one line.
    Line,
    /// Text with line breaks and tabs.
    Lines,
    /// An address of the web.
    Url,
    /// A moment with its offset, RFC 3339.
    Moment,
    Day,
    /// One of the values of this enumeration.
    OneOf(String),
    /// One to three integers with dots between them.
    Version,
    /// A language of the App Store.
    Locale,
    /// A telephone number with its country.
    Phone,
    /// An address of mail.
    Email,
    /// The name of a secret, never the secret.
    Reference,
}

/// What Apple wants of a field.
#[derive(Debug)]
pub(crate) struct Rule {
    shape: Shape,
    min: usize,
    max: Option<usize>,
    is_required: bool,
}

impl Rule {
    /// The rule for a field.
    pub(crate) fn of(resource: &Resource, field: &Field) -> Self {
        let shape = match &field.kind {
            Kind::Text => Shape::Line,
            Kind::Url => Shape::Url,
            Kind::Date => Shape::Moment,
            Kind::Enum(name) => Shape::OneOf(name.clone()),
            Kind::Bool | Kind::Int | Kind::Relationship(_) | Kind::Inline(_) | Kind::Secret => Shape::Any,
        };
        let rule = Self { shape, min: 0, max: field.max.and_then(|max| usize::try_from(max).ok()), is_required: false };
        match (resource.name.as_str(), field.name.as_str()) {
            ("app_info_localizations", "name") => Self { min: 2, max: Some(30), is_required: true, ..rule },
            ("versions", "version_string") => Self { shape: Shape::Version, max: Some(18), is_required: true, ..rule },
            // App Store Connect Help, Respond to reviews.
            ("customer_review_responses", "response_body") => Self { shape: Shape::Lines, min: 1, max: Some(5970), is_required: true },
            ("versions", "copyright") => Self { max: Some(200), ..rule },
            ("territory_availabilities", "release_date") => Self { shape: Shape::Day, ..rule },
            (_, "description" | "whats_new" | "promotional_text") => Self { shape: Shape::Lines, ..rule },
            (_, "privacy_policy_text" | "notes") => Self { shape: Shape::Lines, max: rule.max.or(Some(4000)), ..rule },
            (_, "locale" | "primary_locale") => Self { shape: Shape::Locale, is_required: true, ..rule },
            (_, "contact_phone") => Self { shape: Shape::Phone, ..rule },
            (_, "contact_email") => Self { shape: Shape::Email, ..rule },
            (_, "demo_account_password") => Self { shape: Shape::Reference, ..rule },
            _ => rule,
        }
    }

    /// Whether a row cannot be created without it.
    pub(crate) fn is_required(&self) -> bool {
        self.is_required
    }

    /// What is wrong with a value, as the end of a sentence about it; `None` when Apple takes it.
    pub(crate) fn objection(&self, value: &Value) -> Option<String> {
        let text = match value {
            Value::Null => return self.is_required.then(|| "Apple does not let it be empty".into()),
            Value::Text(text) => text,
            Value::Integer(_) | Value::Real(_) => return None,
        };
        if text.trim().is_empty() && (self.is_required || !matches!(self.shape, Shape::Line | Shape::Lines | Shape::Any)) {
            let clear = if self.is_required { "" } else { "; use NULL to clear it" };
            return Some(format!("it is empty, which Apple does not take{clear}"));
        }
        self.shape.objection(text).or_else(|| self.wrong_length(text))
    }

    fn wrong_length(&self, text: &str) -> Option<String> {
        let length = text.chars().count();
        if let Some(max) = self.max.filter(|max| length > *max) {
            return Some(format!("{length} characters, Apple takes {max}"));
        }
        (length < self.min)
            .then(|| format!("{} {}, Apple wants at least {}", length, if length == 1 { "character" } else { "characters" }, self.min))
    }
}

impl Shape {
    fn objection(&self, text: &str) -> Option<String> {
        match self {
            Self::Any => None,
            Self::Line => control_character(text, &[]),
            Self::Lines => control_character(text, &['\n', '\r', '\t']),
            Self::Url => wrong_url(text),
            Self::Moment => {
                moment(text).is_none().then(|| "it is no moment; write it with its offset, such as 2027-01-31T08:00:00Z".into())
            }
            Self::Day => text.parse::<jiff::civil::Date>().is_err().then(|| "it is no day; write it such as 2027-01-31".into()),
            Self::OneOf(name) => {
                let known = enumeration(name);
                (!known.is_empty() && !known.iter().any(|value| value == text)).then(|| format!("it is none of {}", known.join(", ")))
            }
            Self::Version => (!is_version(text)).then(|| "it is not one to three numbers with dots between them, such as 2.10.3".into()),
            Self::Locale => wrong_locale(text),
            Self::Phone => wrong_phone(text),
            Self::Email => (!is_email(text)).then(|| "it is no address of mail, such as review@example.com".into()),
            Self::Reference => (!is_reference(text))
                .then(|| "a password is not kept here; write env:NAME or file:PATH, where it is read when it is sent".into()),
        }
    }
}

/// Whether a text names a secret instead of holding it.
pub fn is_reference(text: &str) -> bool {
    ["env:", "file:"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|name| !name.trim().is_empty()))
}

/// A value of a field as it may be shown: a password by the name of its place, never itself.
pub fn without_secret(field: &str, value: Value) -> Value {
    let is_secret = field.contains("password") && value.as_text().is_some_and(|text| !is_reference(text));
    if is_secret { Value::Text("(secret)".into()) } else { value }
}

/// The moment that a text of RFC 3339 means, in Unix seconds.
pub(crate) fn moment(text: &str) -> Option<i64> {
    // jiff reads more than Apple does: a date with a blank, an hour without minutes, a zone in brackets.
    let bytes = text.as_bytes();
    let stands = |place: usize, letter: u8| bytes.get(place) == Some(&letter);
    let has_offset =
        text.ends_with('Z') || (bytes.len() >= 25 && matches!(bytes[bytes.len() - 6], b'+' | b'-') && stands(bytes.len() - 3, b':'));
    let is_strict = stands(4, b'-') && stands(7, b'-') && stands(10, b'T') && stands(13, b':') && stands(16, b':') && has_offset;
    if !is_strict {
        return None;
    }
    text.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// The values of an enumeration of the catalogue.
fn enumeration(name: &str) -> &'static [String] {
    catalog().enums.iter().find(|(known, _)| known == name).map_or(&[], |(_, values)| values)
}

fn control_character(text: &str, allowed: &[char]) -> Option<String> {
    let found = text.chars().find(|letter| letter.is_control() && !allowed.contains(letter))?;
    Some(match found {
        '\n' | '\r' => "it has a line break, which Apple takes in long texts only".into(),
        '\t' => "it has a tab, which Apple takes in long texts only".into(),
        found => format!("it has the control character U+{:04X}, which Apple does not take", u32::from(found)),
    })
}

fn wrong_url(text: &str) -> Option<String> {
    if text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Some("an address cannot have blanks or line breaks".into());
    }
    let wrong = || Some("it is no address of the web, such as https://example.com/support".into());
    let Some((scheme, rest)) = text.split_once("://") else { return wrong() };
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) || text.contains(['\\', '<', '>', '"']) {
        return wrong();
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(']') || port.bytes().all(|byte| byte.is_ascii_digit()) => (host, Some(port)),
        _ => (host, None),
    };
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
    let is_host = host.chars().any(char::is_alphanumeric) && host.split('.').all(|label| !label.is_empty() || host.ends_with('.'));
    if !is_port || !is_host {
        return wrong();
    }
    let length = text.chars().count();
    (length > LONGEST_URL).then(|| format!("{length} characters, Apple takes {LONGEST_URL} in an address"))
}

fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() <= 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn wrong_locale(text: &str) -> Option<String> {
    let known = enumeration("Locale");
    let spelled = known.iter().find(|locale| locale.eq_ignore_ascii_case(text));
    match spelled {
        Some(locale) if locale == text => None,
        Some(locale) => Some(format!("Apple spells it {locale}")),
        None => {
            let language = |locale: &str| locale.split('-').next().unwrap_or_default().to_ascii_lowercase();
            let near: Vec<&str> = known.iter().filter(|locale| language(locale) == language(text)).map(String::as_str).collect();
            let near = if near.is_empty() { String::new() } else { format!("; it has {}", near.join(", ")) };
            Some(format!("the App Store has no locale {text}{near}"))
        }
    }
}

fn wrong_phone(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+');
    let is_number = digits.is_some_and(|digits| {
        digits.bytes().any(|byte| byte.is_ascii_digit()) && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-'))
    });
    (!is_number).then(|| "a telephone number begins with + and the country, then digits, blanks and hyphens, such as +49 30 123456".into())
}

fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let is_plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|letter| !letter.is_whitespace() && !letter.is_control() && !matches!(letter, '@' | '<' | '>' | ',' | ';'))
    };
    is_plain(user) && is_plain(host) && host.contains('.') && host.split('.').all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::Value;
    use crate::catalog::catalog;

    use super::{Rule, Shape, is_reference, moment, without_secret};

    /// What the rule of a field of the catalogue says of a text; empty when it is content.
    fn judge(field: &str, text: &str) -> String {
        let (resource, field) = field.split_once('.').unwrap();
        let resource = catalog().resource(resource).unwrap();
        Rule::of(resource, resource.field(field).unwrap()).objection(&Value::Text(text.into())).unwrap_or_default()
    }

    #[test]
    fn characters_are_counted_as_apple_counts_them() {
        let name = "app_info_localizations.name";
        assert_eq!(judge(name, &"é".repeat(30)), "");
        assert_eq!(judge(name, &"é".repeat(31)), "31 characters, Apple takes 30");
        assert_eq!(judge(name, "X"), "1 character, Apple wants at least 2");
        assert_eq!(judge(name, "  "), "it is empty, which Apple does not take");
        // 129 bytes of Arabic are 65 characters and 11 families are 55: code points, neither bytes nor what is seen.
        let arabic = "تطبيق,ملاحظات,قائمة,مهام,تذكير,يومي,مخطط,عائلة,عمل,دراسة,بسيط,سريع,آمن";
        assert!(arabic.len() > 100 && arabic.chars().count() <= 100);
        assert_eq!(judge("version_localizations.keywords", arabic), "");
        assert_eq!(judge("app_info_localizations.subtitle", &"👩‍👩‍👧".repeat(7)), "35 characters, Apple takes 30");
        assert_eq!(judge("versions.copyright", &"x".repeat(201)), "201 characters, Apple takes 200");
        assert_eq!(judge("review_details.notes", &"x".repeat(4001)), "4001 characters, Apple takes 4000");
    }

    #[test]
    fn control_characters_stay_out_and_lines_where_they_belong() {
        assert_eq!(judge("version_localizations.description", "one\n\ttwo\r\n"), "");
        assert_eq!(
            judge("version_localizations.whats_new", "a\u{1b}[31m"),
            "it has the control character U+001B, which Apple does not take"
        );
        assert_eq!(judge("version_localizations.keywords", "a\nb"), "it has a line break, which Apple takes in long texts only");
        assert_eq!(judge("versions.copyright", "a\tb"), "it has a tab, which Apple takes in long texts only");
        assert_eq!(judge("app_info_localizations.name", "\u{85}xx"), "it has the control character U+0085, which Apple does not take");
    }

    #[test]
    fn addresses_lead_to_the_web() {
        let url = |text: &str| judge("version_localizations.support_url", text);
        for good in [
            "https://a.example",
            "HTTP://a.example:8080/x?y=z#w",
            "https://münchen.example/ü",
            "https://127.0.0.1/",
            "https://u@a.example/",
        ] {
            assert_eq!(url(good), "", "{good}");
        }
        for bad in [
            "a.example",
            "ftp://a.example",
            "javascript://a",
            "https://",
            "https:///x",
            "https://a.example:port/",
            "https://a..b/",
            "https://a.example/<b>",
            "mailto:a@b.c",
        ] {
            assert_eq!(url(bad), "it is no address of the web, such as https://example.com/support", "{bad}");
        }
        assert_eq!(url("https://a.example/a b"), "an address cannot have blanks or line breaks");
        assert_eq!(url(""), "it is empty, which Apple does not take; use NULL to clear it");
        assert_eq!(url(&format!("https://a.example/{}", "x".repeat(2031))), "2049 characters, Apple takes 2048 in an address");
    }

    #[test]
    fn moments_have_an_offset() {
        for good in ["2027-01-31T08:00:00Z", "2021-01-01T10:10:10-07:00", "2021-01-01T10:10:10.5+00:00"] {
            assert_eq!(judge("versions.earliest_release_date", good), "", "{good}");
        }
        assert_eq!(moment("1970-01-01T01:00:00+01:00"), Some(0));
        for bad in [
            "2027-01-31",
            "2027-01-31T08:00:00",
            "2027-01-31 08:00:00Z",
            "2027-02-31T08:00:00Z",
            "soon",
            "2027-01-31T08:00:00+01:00[Europe/Berlin]",
        ] {
            assert!(judge("versions.earliest_release_date", bad).starts_with("it is no moment"), "{bad}");
        }
    }

    #[test]
    fn version_strings_are_numbers() {
        for good in ["1", "1.0", "10.20.30"] {
            assert_eq!(judge("versions.version_string", good), "", "{good}");
        }
        for bad in ["1.", "1.0.0.0", "v1", "1.0b", "1,0", "-1"] {
            assert!(judge("versions.version_string", bad).starts_with("it is not one to three numbers"), "{bad}");
        }
        assert_eq!(judge("versions.version_string", "1234567.1234567.123"), "19 characters, Apple takes 18");
        assert_eq!(judge("versions.version_string", ""), "it is empty, which Apple does not take");
    }

    #[test]
    fn locales_are_those_of_the_app_store() {
        assert_eq!(super::enumeration("Locale").len(), 50);
        assert_eq!(judge("apps.primary_locale", "de-DE"), "");
        assert_eq!(judge("apps.primary_locale", "DE-de"), "Apple spells it de-DE");
        assert_eq!(judge("version_localizations.locale", "en"), "the App Store has no locale en; it has en-AU, en-CA, en-GB, en-US");
        assert_eq!(judge("version_localizations.locale", "tlh"), "the App Store has no locale tlh");
    }

    /// Fields that are not editable everywhere yet have their rules already.
    #[test]
    fn people_can_be_reached_and_passwords_are_named() {
        for good in ["+49 30 123456", "+1-555-0100"] {
            assert_eq!(judge("review_details.contact_phone", good), "", "{good}");
        }
        for bad in ["030 123456", "+", "+49 (30) 1", "+49 30 12x"] {
            assert!(judge("review_details.contact_phone", bad).starts_with("a telephone number begins with +"), "{bad}");
        }
        assert_eq!(judge("review_details.contact_email", "review@acme.example"), "");
        for bad in ["review", "a@b", "a@@b.c", "a b@c.d", "@b.c", "a@.c", "A <a@b.c>"] {
            assert!(judge("review_details.contact_email", bad).starts_with("it is no address of mail"), "{bad}");
        }
        assert!(is_reference("env:DEMO") && is_reference("file:demo.txt") && !is_reference("hunter2") && !is_reference("env:"));
        assert!(Shape::Reference.objection("hunter2").is_some_and(|objection| !objection.contains("hunter2")));
    }

    #[test]
    fn a_password_is_shown_by_its_name_only() {
        let shown = |field: &str, text: &str| without_secret(field, Value::Text(text.into())).to_string();
        assert_eq!(shown("demo_account_password", "env:DEMO"), "env:DEMO");
        assert_eq!(shown("demo_account_password", "hunter2"), "(secret)");
        assert_eq!(shown("copyright", "hunter2"), "hunter2");
        assert_eq!(without_secret("demo_account_password", Value::Null), Value::Null);
    }

    #[test]
    fn what_is_required_cannot_be_cleared() {
        let cleared = |resource: &str, field: &str| {
            let resource = catalog().resource(resource).unwrap();
            Rule::of(resource, resource.field(field).unwrap()).objection(&Value::Null)
        };
        for (resource, field) in [("app_info_localizations", "name"), ("versions", "version_string"), ("apps", "primary_locale")] {
            assert_eq!(cleared(resource, field).as_deref(), Some("Apple does not let it be empty"), "{field}");
        }
        assert_eq!(cleared("version_localizations", "support_url"), None);
        assert!(judge("versions.release_type", "SOON").starts_with("it is none of MANUAL"));
    }
}
