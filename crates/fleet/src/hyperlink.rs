//! Links to App Store Connect in the text of a terminal (OSC 8), where it is known to understand them.

use std::env;
use std::io::IsTerminal as _;
use std::sync::OnceLock;

/// An app's page in App Store Connect, if its id is the number that Apple's ids are.
pub(crate) fn app_page(id: &str) -> Option<String> {
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("https://appstoreconnect.apple.com/apps/{id}"))
}

/// A text that leads to an address. Both are harmless already.
pub(crate) fn linked(text: &str, address: &str) -> String {
    format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
}

/// Whether links can be followed where data goes. Never in a pipe.
pub(crate) fn are_followed() -> bool {
    static ARE_FOLLOWED: OnceLock<bool> = OnceLock::new();
    *ARE_FOLLOWED.get_or_init(|| std::io::stdout().is_terminal() && are_understood(|name| env::var(name).ok()))
}

/// Whether the terminal of this environment understands links. One that does not would show them as text, so what is not
/// known does not.
fn are_understood(variable: impl Fn(&str) -> Option<String>) -> bool {
    let given = |name: &str| variable(name).filter(|value| !value.is_empty());
    if given("NO_HYPERLINK").is_some() {
        return false;
    }
    if let Some(forced) = given("FORCE_HYPERLINK") {
        return forced != "0";
    }
    let version = |name: &str| {
        let text = given(name).unwrap_or_default();
        let mut numbers = text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse::<u32>().ok());
        (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default())
    };
    let term = given("TERM").unwrap_or_default();
    match given("TERM_PROGRAM").as_deref() {
        _ if term == "dumb" => false,
        // It keeps them to itself where the terminal around it has none.
        Some("tmux") => version("TERM_PROGRAM_VERSION") >= (3, 4),
        _ if term.starts_with("screen") || term.starts_with("tmux") => false,
        Some("iTerm.app") => version("TERM_PROGRAM_VERSION") >= (3, 1),
        Some("vscode") => version("TERM_PROGRAM_VERSION") >= (1, 72),
        Some("WezTerm" | "ghostty" | "Hyper" | "rio" | "Tabby" | "mintty") => true,
        _ => {
            ["WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM"].iter().any(|name| given(name).is_some())
                || version("VTE_VERSION") >= (5000, 0)
                || ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "wezterm", "contour"].contains(&term.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{app_page, are_understood};

    fn with(variables: &[(&str, &str)]) -> bool {
        are_understood(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn what_is_not_known_has_no_links() {
        for yes in [
            [("TERM", "xterm-kitty"), ("TERM_PROGRAM", "")],
            [("TERM", "xterm-256color"), ("VTE_VERSION", "7603")],
            [("TERM_PROGRAM", "iTerm.app"), ("TERM_PROGRAM_VERSION", "3.5.1")],
            [("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.4a")],
            [("TERM", "dumb"), ("FORCE_HYPERLINK", "1")],
        ] {
            assert!(with(&yes), "{yes:?}");
        }
        for no in [
            [("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")],
            [("TERM", "xterm-256color"), ("VTE_VERSION", "4205")],
            [("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.3a")],
            [("TERM", "screen-256color"), ("KITTY_WINDOW_ID", "1")],
            [("TERM", "xterm-kitty"), ("NO_HYPERLINK", "1")],
            [("TERM", "xterm-kitty"), ("FORCE_HYPERLINK", "0")],
            [("TERM", "dumb"), ("WT_SESSION", "1")],
        ] {
            assert!(!with(&no), "{no:?}");
        }
    }

    #[test]
    fn an_id_that_is_no_number_has_no_page() {
        assert_eq!(app_page("6440025288").as_deref(), Some("https://appstoreconnect.apple.com/apps/6440025288"));
        assert_eq!((app_page(""), app_page("1\u{1b}"), app_page("~1")), (None, None, None));
    }
}
