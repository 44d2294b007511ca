//! Names: of companies, apps and languages.

/// What apps are about: (name, word of the bundle id, category, subcategory).
pub(super) const THEMES: &[(&str, &str, &str, Option<&str>)] = &[
    ("Recipes", "recipes", "FOOD_AND_DRINK", None),
    ("Budget", "budget", "FINANCE", None),
    ("Notes", "notes", "PRODUCTIVITY", None),
    ("Weather", "weather", "WEATHER", None),
    ("Chess", "chess", "GAMES", Some("GAMES_BOARD")),
    ("Workout", "workout", "HEALTH_AND_FITNESS", None),
    ("Journal", "journal", "LIFESTYLE", None),
    ("Radio", "radio", "MUSIC", None),
    ("Trips", "trips", "TRAVEL", None),
    ("Sudoku", "sudoku", "GAMES", Some("GAMES_PUZZLE")),
    ("Scanner", "scanner", "BUSINESS", None),
    ("Plants", "plants", "REFERENCE", None),
    ("Maps", "maps", "NAVIGATION", None),
    ("Camera", "camera", "PHOTO_AND_VIDEO", None),
    ("Words", "words", "GAMES", Some("GAMES_WORD")),
    ("Invoices", "invoices", "BUSINESS", None),
    ("Meditation", "meditation", "HEALTH_AND_FITNESS", None),
    ("Sketch", "sketch", "GRAPHICS_AND_DESIGN", None),
    ("Podcasts", "podcasts", "ENTERTAINMENT", None),
    ("Vocabulary", "vocabulary", "EDUCATION", None),
    ("Timer", "timer", "UTILITIES", None),
    ("Racing", "racing", "GAMES", Some("GAMES_RACING")),
    ("Library", "library", "BOOKS", None),
    ("Market", "market", "SHOPPING", None),
    ("Soccer", "soccer", "SPORTS", None),
    ("Headlines", "headlines", "NEWS", None),
    ("Pharmacy", "pharmacy", "MEDICAL", None),
    ("Solitaire", "solitaire", "GAMES", Some("GAMES_CARD")),
    ("Tasks", "tasks", "PRODUCTIVITY", None),
    ("Stargazer", "stargazer", "EDUCATION", None),
];

/// What follows the theme when an account has more apps than there are themes.
const EDITIONS: &[&str] = &["", "Pro", "Kids", "Studio", "Go", "Plus", "Club", "Lab"];

/// Languages of a listing besides the primary one, the likelier first.
pub(super) const LOCALES: &[&str] = &[
    "en-US", "de-DE", "fr-FR", "es-ES", "ja", "zh-Hans", "pt-BR", "it", "ko", "nl-NL", "ru", "ar-SA", "en-GB", "tr", "pl", "hi", "sv", "he",
];

/// The company behind an account, as copyrights name it.
pub(super) fn legal_name(account: &str) -> String {
    match account {
        "acme" => "ACME GmbH".to_owned(),
        "northwind" => "Northwind Traders Inc.".to_owned(),
        "umbra" => "Umbra Studio Ltd.".to_owned(),
        other => format!("{} LLC", title(other)),
    }
}

/// An account's `index`-th app: (name, last part of the bundle id, theme).
pub(super) fn app(account: &str, index: usize) -> (String, String, usize) {
    let theme = index % THEMES.len();
    let round = index / THEMES.len();
    let edition = EDITIONS[round % EDITIONS.len()];
    let series = round / EDITIONS.len();
    // Thirty characters are all that a name may have.
    let brand: String = title(account).chars().take(9).collect();
    let mut name = format!("{} {}", brand.trim(), THEMES[theme].0);
    let mut word = THEMES[theme].1.to_owned();
    if !edition.is_empty() {
        name = format!("{name} {edition}");
        word = format!("{word}-{}", edition.to_lowercase());
    }
    if series > 0 {
        name = format!("{name} {}", series + 1);
        word = format!("{word}-{}", series + 1);
    }
    (name, word, theme)
}

/// A company word for bundle ids and addresses: letters, digits and hyphens.
pub(super) fn domain(account: &str) -> String {
    account.to_lowercase().replace(|character: char| !character.is_ascii_alphanumeric(), "-")
}

fn title(account: &str) -> String {
    let words = account.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    words.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_distinct_and_short() {
        let names: HashSet<String> = (0..10_000).map(|index| app("northwind", index).0).collect();
        assert_eq!(names.len(), 10_000);
        let words: HashSet<String> = (0..10_000).map(|index| app("northwind", index).1).collect();
        assert_eq!(words.len(), 10_000);
        assert!(names.iter().all(|name| name.chars().count() <= 30));
        assert_eq!(app("acme", 0).0, "Acme Recipes");
    }

    #[test]
    fn other_accounts_get_a_company_too() {
        assert_eq!(legal_name("blue-sky"), "Blue Sky LLC");
        assert_eq!(domain("Blue Sky"), "blue-sky");
    }
}
