//! What the checks found as one page, to be read, mailed and printed.

use maud::html;

use crate::page::{Site, framed};
use crate::text::clean;
use crate::time::moment;

/// What is wrong in the same way in some apps. Foreign text is as it is.
#[derive(Debug, Clone, Default)]
pub struct FindingGroup {
    /// `error`, `warning`, `manual` or `info`.
    pub level: String,
    /// What is wrong.
    pub title: String,
    /// Why that matters.
    pub why: String,
    /// Name of the check.
    pub check: String,
    /// How it is mended.
    pub fix: String,
    /// In how many apps, in words.
    pub apps: String,
    /// Where, one by one.
    pub places: Vec<String>,
}

/// Writes the page. `now` (Unix seconds) is when the checks were run.
pub fn findings(groups: &[FindingGroup], now: i64) -> String {
    let body = html! {
        h1 { "Findings" }
        @if groups.is_empty() { p.empty { "Nothing was found." } }
        @for group in groups {
            section {
                h2 { span.badge.over[group.level == "error"] { (clean(&group.level)) } " " (clean(&group.title)) " " small { (clean(&group.apps)) } }
                p { (clean(&group.why)) }
                p { code { (clean(&group.fix)) } }
                details {
                    summary { (clean(&group.check)) ", " (group.places.len()) }
                    ul { @for place in &group.places { li dir="auto" { (clean(place)) } } }
                }
            }
        }
    };
    let footer = html! { p { "Staged changes were judged as if they had been pushed. Written by Appfleet on " (moment(now)) "." } };
    framed(&Site::Folder, "Findings", &html! { p { "Readiness" } }, &body, &footer).into_string()
}

#[cfg(test)]
mod tests {
    use super::{FindingGroup, findings};

    #[test]
    fn nothing_foreign_becomes_markup() {
        let group = FindingGroup { title: "<b>missing</b>".into(), places: vec!["<script>1</script>".into()], ..FindingGroup::default() };
        let page = findings(&[group], 1_800_000_000);
        assert!(page.contains("&lt;b&gt;missing&lt;/b&gt;") && !page.contains("<script"), "{page}");
        assert!(findings(&[], 0).contains("Nothing was found."));
    }
}
