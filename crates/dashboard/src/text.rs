//! Text that others wrote, made fit to be shown. Escaping is the templates' job and not done here.

use std::borrow::Cow;

use maud::{Markup, html};

/// Makes characters visible that would otherwise vanish or do harm: control characters become their pictures. Line
/// breaks and tabs stay.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| shown(character) == character) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(shown).collect())
    }
}

/// A piece of foreign text: in its own direction, and in the language of its locale where that is known.
pub(crate) fn foreign(text: &str, locale: Option<&str>) -> Markup {
    html! { span dir="auto" lang=[locale.and_then(language)] { (clean(text)) } }
}

/// The language tag of a locale, if it can be one. App Store Connect's locale codes are language tags as they are.
pub(crate) fn language(locale: &str) -> Option<&str> {
    let is_tag = (2..=35).contains(&locale.len()) && locale.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_tag.then_some(locale)
}

/// An address that can be followed if it leads to the web, and is plain text otherwise (`javascript:` and the like).
pub(crate) fn address(url: &str) -> Markup {
    let is_web =
        ["https://", "http://"].iter().any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    html! {
        @if is_web { a href=(clean(url)) rel="noreferrer noopener" { (clean(url)) } } @else { (clean(url)) }
    }
}

/// An enumeration value of Apple's as words: `READY_FOR_REVIEW` is `Ready for Review`.
pub(crate) fn words(value: &str) -> String {
    let words: Vec<String> = value.split('_').map(word).collect();
    clean(&words.join(" ")).into_owned()
}

/// A field's name as words: `support_url` is `Support URL`.
pub(crate) fn label(field: &str) -> String {
    let text = field.replace('_', " ");
    let text = text.split(' ').map(|word| if word == "url" { "URL" } else { word }).collect::<Vec<_>>().join(" ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `1 app`, `2 apps`.
pub(crate) fn count(number: usize, one: impl std::fmt::Display, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// A platform by the name Apple gives it.
pub(crate) fn platform(value: &str) -> String {
    match value {
        "IOS" => "iOS".into(),
        "MAC_OS" => "macOS".into(),
        "TV_OS" => "tvOS".into(),
        "VISION_OS" => "visionOS".into(),
        other => words(other),
    }
}

fn word(word: &str) -> String {
    let lower = word.to_lowercase();
    if matches!(lower.as_str(), "for" | "with" | "or" | "and" | "to") {
        return lower;
    }
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn shown(character: char) -> char {
    match character {
        '\n' | '\t' => character,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\x7f' => '\u{2421}',
        // Besides what shows nothing, the two overrides of direction, by which a name is made to read as another. The
        // other marks of direction are honest.
        '\u{80}'..='\u{9f}' | '\u{202d}' | '\u{202e}' | '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(clean("a\0b\x1bc\x7f\u{85}d\r\n\te"), "a␀b␛c␡\u{fffd}d␍\n\te");
        assert_eq!(clean("exe.\u{202e}gpj"), "exe.\u{fffd}gpj");
        assert!(matches!(clean("שלום, 世界 👩‍👩‍👧"), Cow::Borrowed(_)));
    }

    #[test]
    fn only_addresses_of_the_web_can_be_followed() {
        assert!(
            address("HTTPS://a.example/?a=1&b=\"2\"").into_string().starts_with("<a href=\"HTTPS://a.example/?a=1&amp;b=&quot;2&quot;\"")
        );
        assert_eq!(address("javascript:alert(1)").into_string(), "javascript:alert(1)");
        assert_eq!(address("é").into_string(), "é");
    }

    #[test]
    fn values_and_fields_read_as_words() {
        assert_eq!(words("READY_FOR_REVIEW"), "Ready for Review");
        assert_eq!(words("SOMETHING_NEW_FROM_APPLE"), "Something New From Apple");
        assert_eq!(words(""), "");
        assert_eq!(label("support_url"), "Support URL");
        assert_eq!(platform("VISION_OS"), "visionOS");
        assert_eq!(platform("CAR_OS"), "Car Os");
    }

    #[test]
    fn a_locale_is_a_language_tag_or_nothing() {
        assert_eq!(language("zh-Hans"), Some("zh-Hans"));
        assert_eq!(language("en\" onclick=\""), None);
        assert_eq!(language(""), None);
    }
}
