//! The locales of the App Store, and what somebody meant who wrote another one.

use crate::sentence;

/// Those that a listing can have.
const APP_STORE: [&str; 50] = [
    "ar-SA", "bn-BD", "ca", "cs", "da", "de-DE", "el", "en-AU", "en-CA", "en-GB", "en-US", "es-ES", "es-MX", "fi", "fr-CA", "fr-FR",
    "gu-IN", "he", "hi", "hr", "hu", "id", "it", "ja", "kn-IN", "ko", "ml-IN", "mr-IN", "ms", "nl-NL", "no", "or-IN", "pa-IN", "pl",
    "pt-BR", "pt-PT", "ro", "ru", "sk", "sl-SI", "sv", "ta-IN", "te-IN", "th", "tr", "uk", "ur-PK", "vi", "zh-Hans", "zh-Hant",
];

/// The name as Apple writes it, whatever the case; `had` are locales the app has, for Apple adds some without notice.
///
/// # Errors
/// A sentence, with what may have been meant.
pub(crate) fn canonical<'a>(name: &str, had: impl Iterator<Item = &'a str>) -> Result<String, String> {
    let mut known: Vec<&str> = had.chain(APP_STORE).collect();
    known.sort_unstable();
    known.dedup();
    if let Some(known) = known.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return Ok((*known).to_owned());
    }
    let dashed = name.replace('_', "-");
    let language = dashed.split('-').next().unwrap_or_default().to_lowercase();
    let meant = known.iter().find(|known| known.eq_ignore_ascii_case(&dashed)).map(|known| format!("did you mean `{known}`?"));
    let related: Vec<&str> = known.iter().copied().filter(|known| known.split('-').next() == Some(&language)).collect();
    let hint = meant.or_else(|| match related.as_slice() {
        [] => sentence::did_you_mean(&dashed, known.iter().copied()),
        [one] => Some(format!("did you mean `{one}`?")),
        several => Some(format!("the App Store has {}", several.join(", "))),
    });
    Err([format!("`{name}` is no locale of the App Store")].into_iter().chain(hint).collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn locales_are_found_and_guessed() {
        let canonical = |name: &str| canonical(name, ["xx-YY", "de-DE"].into_iter());
        assert_eq!(canonical("DE-de").unwrap(), "de-DE");
        assert_eq!(canonical("xx-yy").unwrap(), "xx-YY");
        assert_eq!(canonical("en_us").unwrap_err(), "`en_us` is no locale of the App Store; did you mean `en-US`?");
        assert_eq!(canonical("de").unwrap_err(), "`de` is no locale of the App Store; did you mean `de-DE`?");
        assert_eq!(canonical("pt").unwrap_err(), "`pt` is no locale of the App Store; the App Store has pt-BR, pt-PT");
        assert_eq!(canonical("klingon").unwrap_err(), "`klingon` is no locale of the App Store");
    }
}
