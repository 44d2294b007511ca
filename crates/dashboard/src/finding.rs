//! What the checks found: what many apps have in common is one line, with how it is mended.

use std::collections::{BTreeSet, HashMap};

use maud::{Markup, html};

use crate::app::App;
use crate::background::Background;
use crate::page::{Site, framed};
use crate::query::{AppKey, Row};
use crate::text::{clean, count, foreign, platform};
use crate::time::moment;

/// So many apps of a group are named.
const NAMED: usize = 100;

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
                h2 { (level(&group.level)) " " (clean(&group.title)) " " small { (clean(&group.apps)) } }
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

/// Findings with the same words in some of the apps.
struct Group<'a> {
    /// One for each place, or for all places of an app.
    rows: Vec<Row<'a>>,
    /// The apps, with the number of places in each.
    apps: Vec<(&'a App, usize)>,
}

/// The findings among `rows` that are about `apps`, by what they say: what matters most first, then what most apps have.
fn groups<'a>(rows: impl Iterator<Item = Row<'a>>, apps: &HashMap<AppKey, &'a App>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places: HashMap<[Option<&str>; 3], usize> = HashMap::new();
    for row in rows {
        let Some(app) = apps.get(&row.app_key()) else { continue };
        let words = ["level", "check_name", "message"].map(|column| row.text(column));
        let place = *places.entry(words).or_insert_with(|| {
            groups.push(Group { rows: Vec::new(), apps: Vec::new() });
            groups.len() - 1
        });
        let group = &mut groups[place];
        group.rows.push(row);
        let places = row.integer("places").and_then(|places| usize::try_from(places).ok()).unwrap_or(1);
        match group.apps.last_mut() {
            Some((last, number)) if std::ptr::eq(*last, *app) => *number += places,
            _ => group.apps.push((app, places)),
        }
    }
    groups.sort_by_key(|group| (place(group.level()), std::cmp::Reverse(group.apps.len())));
    groups
}

fn place(level: &str) -> usize {
    LEVELS.iter().position(|known| *known == level).unwrap_or(LEVELS.len())
}

/// Levels, what matters most first.
pub(crate) const LEVELS: [&str; 4] = ["error", "warning", "manual", "info"];

impl<'a> Group<'a> {
    fn level(&self) -> &'a str {
        self.rows.first().and_then(|row| row.text("level")).unwrap_or_default()
    }

    fn text(&self, column: &str) -> &'a str {
        self.rows.first().and_then(|row| row.text(column)).unwrap_or_default()
    }

    /// In how many places it is.
    fn places(&self) -> usize {
        self.apps.iter().map(|(_, places)| places).sum()
    }

    /// Whether another one is of the same check and mended in the same way.
    fn is_like(&self, other: &Group<'_>, background: &Background, of: &str) -> bool {
        self.text("check_name") == other.text("check_name") && self.fix(background, of) == other.fix(background, of)
    }

    /// What mends all of them, in the words of `fleet check`. `of` narrows a command that is about many apps.
    fn fix(&self, background: &Background, of: &str) -> String {
        let check = self.text("check_name");
        let fixes: BTreeSet<&str> = self.rows.iter().flat_map(|row| [row.text("fix"), row.text("other_fix")]).flatten().collect();
        if let (1, Some(fix)) = (fixes.len(), fixes.first()) {
            return (*fix).to_owned();
        }
        if self.rows.iter().any(|row| row.is_true("is_proposed")) {
            return format!("fleet check --check {check} --fix{of}");
        }
        let known = background.checks.iter().find(|known| known.name == check).and_then(|known| known.fix_for_many.as_ref());
        let finding = format!("--finding {check}");
        // Words may follow the command.
        known.map_or_else(|| format!("fleet check --check {check} --by app{of}"), |fix| fix.replace(&finding, &format!("{finding}{of}")))
    }
}

/// An option that narrows a command; nothing where a shell could take the name for anything else.
pub(crate) fn narrowed_to(option: &str, name: &str) -> String {
    let is_plain = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || " ._-".contains(letter));
    match (is_plain, name.contains(' ')) {
        (false, _) => String::new(),
        (true, false) => format!(" {option} {name}"),
        (true, true) => format!(" {option} '{name}'"),
    }
}

/// The findings about some apps, each with the apps that have it. Their pages are found from `root`.
pub(crate) fn of_apps<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    apps: &HashMap<AppKey, &'a App>,
    background: &Background,
    root: &str,
    of: &str,
) -> Markup {
    let groups = groups(rows, apps);
    html! {
        section aria-labelledby="findings" {
            h2 #findings { "Findings " small { (totals(&groups)) } }
            @if groups.is_empty() {
                p.empty { "The checks found nothing." }
            } @else {
                (table(&groups, background, of, "Apps", &|group| html! {
                    details {
                        summary { (count(group.apps.len(), "app", "apps")) }
                        ul.places {
                            @for (app, number) in group.apps.iter().take(NAMED) {
                                li {
                                    a href=(format!("{root}{}", app.page)) { (foreign(&app.name, app.primary_locale.as_deref())) }
                                    @if *number > 1 { " " small { (number) " places" } }
                                }
                            }
                            @if group.apps.len() > NAMED { li { "and " (group.apps.len() - NAMED) " more" } }
                        }
                    }
                }))
            }
        }
    }
}

/// The findings about one app, each with its places.
pub(crate) fn of_app<'a>(rows: impl Iterator<Item = Row<'a>>, app: &'a App, background: &Background) -> Markup {
    let groups = groups(rows, &HashMap::from([(app.key(), app)]));
    html! {
        @if !groups.is_empty() {
            section aria-labelledby="findings" {
                h2 #findings { "Findings " small { (totals(&groups)) } }
                (table(&groups, background, &narrowed_to("--app", &app.bundle_id), "Where", &|group| {
                    let places: Vec<String> = group.rows.iter().map(|row| within_app(*row)).filter(|place| !place.is_empty()).collect();
                    html! {
                        @match places.as_slice() {
                            [] => "App",
                            [place] => (clean(place)),
                            _ => details { summary { (places.len()) " places" } ul.places { @for place in &places { li { (clean(place)) } } } },
                        }
                    }
                }))
            }
        }
    }
}

/// What stands in the way is seen at once, what could be better by those who look.
fn table(groups: &[Group<'_>], background: &Background, of: &str, heading: &str, places: &dyn Fn(&Group<'_>) -> Markup) -> Markup {
    let (errors, others) = groups.split_at(groups.partition_point(|group| place(group.level()) == 0));
    let table = |groups: &[Group<'_>]| {
        html! {
            table.cards.findings {
                caption { "When the checks last ran; staged changes are judged as if they had been pushed" }
                thead { tr { th scope="col" { "Finding" } th scope="col" { (heading) } th scope="col" { "How it is mended" } } }
                @for (index, group) in groups.iter().enumerate() {
                    // What is asked again and again is answered once.
                    @let above = index.checked_sub(1).and_then(|above| groups.get(above));
                    @let is_as_above = above.is_some_and(|above| above.is_like(group, background, of));
                    (row(group, background, of, heading, &places(group), is_as_above))
                }
            }
        }
    };
    html! {
        @if !errors.is_empty() { (table(errors)) }
        @if !others.is_empty() {
            details.more open[errors.is_empty()] {
                summary { (count(others.len(), "finding", "findings")) " of less weight" }
                (table(others))
            }
        }
    }
}

fn row(group: &Group<'_>, background: &Background, of: &str, heading: &str, places: &Markup, is_as_above: bool) -> Markup {
    let why = background.checks.iter().find(|check| check.name == group.text("check_name")).map(|check| check.why.as_str());
    html! {
        tbody {
            tr {
                th scope="row" {
                    (level(group.level())) " " span dir="auto" { (clean(group.text("message"))) }
                    @if let (false, Some(why)) = (is_as_above, why) { br; small { (clean(why)) } }
                }
                td data-label=(heading) { (places) }
                td data-label="Mended by" {
                    @if is_as_above { span.missing { "as above" } } @else { code { (clean(&group.fix(background, of))) } }
                }
            }
        }
    }
}

/// `12 errors, 1 warning`: places, not kinds.
fn totals(groups: &[Group<'_>]) -> String {
    let of = |level: &str| groups.iter().filter(|group| group.level() == level).map(Group::places).sum::<usize>();
    let words = [("error", "errors"), ("warning", "warnings"), ("manual", "to look at"), ("info", "hints")];
    let some = LEVELS.iter().zip(words).map(|(level, words)| (of(level), words)).filter(|(number, _)| *number > 0);
    some.map(
        |(number, (one, many))| if one == "manual" { format!("{number} {many}") } else { count(number, one.replace("info", "hint"), many) },
    )
    .collect::<Vec<_>>()
    .join(", ")
}

fn level(level: &str) -> Markup {
    html! { span.badge.over[level == "error"].warn[level == "warning"].quiet[!matches!(level, "error" | "warning")] { (clean(level)) } }
}

fn within_app(row: Row<'_>) -> String {
    let on = row.text("platform").map(platform);
    let rest = ["version_string", "locale", "field"].into_iter().filter_map(|column| row.text(column).map(ToOwned::to_owned));
    on.into_iter().chain(rest).collect::<Vec<_>>().join(" ")
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
