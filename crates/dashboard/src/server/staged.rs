//! What is staged, and taking it back.

use maud::{Markup, html};
use store::{ORDER, Problem};

use super::Server;
use super::answer::Answer;
use super::change::{self, Change, Group};
use super::params::Params;
use super::register::Register;
use super::table::Page;
use super::words;
use crate::DashboardError;
use crate::page::{Tab, page as paged};
use crate::text::{clean, foreign, label, language, platform};
use crate::version::missing;

/// Rows of a group that are listed with it; more have a page of their own.
const FEW: usize = 5;
/// Problems that are listed.
const PROBLEMS: usize = 20;

/// The page.
pub(super) fn page(server: &Server, params: &Params) -> Result<Answer, DashboardError> {
    let fleet = server.database.register()?;
    let (problems, orders) = server.database.write(|store| Ok((store.problems()?, store.sorted_sets()?)))?;
    let groups = server.database.read(|reader| change::staged(reader, orders))?;
    let view = View { server, fleet: &fleet, params, groups: &groups };
    let (above, body) = match params.get("group") {
        None => (html! {}, view.list(&problems)),
        Some(digest) => match groups.iter().find(|group| group.digest == digest) {
            Some(group) => (html! { nav aria-label="Breadcrumb" { p { a href="./staged.html" { "Staged changes" } } } }, view.rows(group)),
            None => return Ok(Answer::See("./staged.html?gone=1".into())),
        },
    };
    let site = server.site(Tab::Staged, Some(fleet.staged()));
    Ok(Answer::Page(paged(&site, "Staged changes · Appfleet", &above, &body, (server.source.now)())))
}

/// Takes changes back: a group, or one row.
pub(super) fn unstage(server: &Server, form: &Params) -> Result<Answer, DashboardError> {
    let back = Params::default();
    let condition = match (form.get("group"), form.get("row").and_then(row_of)) {
        (Some(digest), _) => {
            let orders = server.database.write(|store| store.sorted_sets())?;
            let groups = server.database.read(|reader| change::staged(reader, orders))?;
            groups.iter().find(|group| group.digest == digest).map(Group::condition)
        }
        (None, Some((resource, pk, field))) => Some(change::condition(resource, field, std::iter::once(pk))),
        (None, None) => return Ok(Answer::Missing("change")),
    };
    // Somebody staged or took back one of these meanwhile: the person shall see it first.
    let Some(condition) = condition else { return Ok(Answer::See("./staged.html?gone=1".into())) };
    let staging = server.database.write(|store| store.stage(&format!("DELETE FROM changes WHERE {condition}")))?;
    let back = back.with("unstaged", Some(&staging.unstaged.to_string()));
    Ok(Answer::See(match form.number("listing") {
        Some(listing) => back.address(&format!("./edit/{listing}")),
        None => back.address("./staged.html"),
    }))
}

/// Names a row in a button.
pub(super) fn name_of(resource: &str, pk: i64, field: &str) -> String {
    format!("{resource}/{pk}/{field}")
}

fn row_of(name: &str) -> Option<(&str, i64, &str)> {
    let mut parts = name.splitn(3, '/');
    Some((parts.next()?, parts.next()?.parse().ok()?, parts.next()?))
}

/// Says what was done before the page was loaded.
pub(super) fn done(params: &Params) -> Markup {
    let said = |name: &str, words: &str| {
        params
            .number(name)
            .filter(|number| *number > 0)
            .map(|number| format!("{words} {number} {}.", if number == 1 { "change" } else { "changes" }))
    };
    let sentences: Vec<String> = [said("staged", "Staged"), said("unstaged", "Took back")].into_iter().flatten().collect();
    html! {
        @if !sentences.is_empty() { p.done role="status" { (sentences.join(" ")) } }
        @if params.get("gone").is_some() { p.done role="status" { "What was staged there has changed meanwhile. This is how it is now; nothing was taken back." } }
        @if params.get("same").is_some() { p.done role="status" { "Nothing was different, so nothing was staged." } }
    }
}

struct View<'a> {
    server: &'a Server,
    fleet: &'a Register,
    params: &'a Params,
    groups: &'a [Group],
}

impl View<'_> {
    fn list(&self, problems: &[Problem]) -> Markup {
        let page = Page::of(self.params, self.groups.len());
        let fields: usize = self.groups.iter().map(|group| group.changes.len()).sum();
        html! {
            h1 { "Staged changes " @if fields > 0 { small { (fields) } } }
            (done(self.params))
            @if self.groups.is_empty() {
                p.lead { "Nothing is staged: what is shown here is what Apple has." }
                p { "Change texts on the page of a listing, or on the command line with " code { "fleet set" } ", " code { "fleet edit" } " and " code { "fleet import" } "." }
            } @else {
                p.lead { "Nothing is sent from this page. Look at it, then push it on the command line:" }
                pre.command { "fleet diff\nfleet push" }
                (refusals(problems))
                (self.unstaging(&html! {
                    @for groups in page.cut(self.groups).chunk_by(|left, right| heading(left) == heading(right)) {
                        section {
                            h2 { (heading(&groups[0])) " " small { (groups.iter().map(|group| group.changes.len()).sum::<usize>()) } }
                            (self.table(groups))
                        }
                    }
                }))
                (page.links(self.params, "./staged.html"))
            }
        }
    }

    /// A form whose buttons take something back.
    fn unstaging(&self, body: &Markup) -> Markup {
        html! {
            form method="post" action="./unstage" {
                input type="hidden" name="token" value=(self.server.session.token());
                (body)
            }
        }
    }

    fn table(&self, groups: &[Group]) -> Markup {
        html! {
            table.cards.changes.staged {
                thead { tr { th scope="col" { "At Apple when staged" } th scope="col" { "Will be" } th scope="col" { "Where" } th scope="col" { span.spoken { "Unstage" } } } }
                tbody {
                    @for group in groups {
                        @let (before, after) = sides(&group.changes[0]);
                        tr {
                            td data-label="Before" { (before) }
                            td data-label="Will be" { (after) }
                            td data-label="Where" { (self.places(group)) }
                            td.act {
                                button name="group" value=(group.digest) {
                                    "Unstage" @if group.changes.len() > 1 { " all " (group.changes.len()) }
                                    span.spoken { " of " (heading(group)) " in " (summary(group)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn places(&self, group: &Group) -> Markup {
        html! {
            @if group.changes.len() <= FEW {
                ul.places { @for change in &group.changes { li { (self.place(change)) } } }
            } @else {
                a href=(Params::default().with("group", Some(&group.digest)).address("./staged.html")) { (summary(group)) }
            }
            @if group.conflicts() > 0 { " " span.badge.over { (group.conflicts()) " in conflict" } }
        }
    }

    /// The app, with a link to its page, and which of its rows.
    fn place(&self, change: &Change) -> Markup {
        let page = self.fleet.app(&change.app).map(|app| &app.page);
        html! {
            @match page { Some(page) => a href=(page) { (foreign(&change.app_name, None)) }, None => (foreign(&change.app_name, None)) }
            @if let Some(on) = &change.platform { " " (platform(on)) }
            @if let Some(version) = &change.version { " " (clean(version)) }
            @if let Some(locale) = &change.locale {
                " "
                @if change.resource == "version_localizations" { a href=(format!("edit/{}", change.pk)) { (clean(locale)) } } @else { (clean(locale)) }
            }
        }
    }

    /// All rows of one group.
    fn rows(&self, group: &Group) -> Markup {
        let page = Page::of(self.params, group.changes.len());
        let (before, after) = sides(&group.changes[0]);
        html! {
            h1 { (heading(group)) " " small { (summary(group)) } }
            dl.sides { div { dt { "At Apple when staged" } dd { (before) } } div { dt { "Will be" } dd { (after) } } }
            (self.unstaging(&html! {
                p { button name="group" value=(group.digest) { "Unstage all " (group.changes.len()) } }
                table.cards.staged {
                    thead { tr { th scope="col" { "Where" } th scope="col" { span.spoken { "Unstage" } } } }
                    tbody {
                        @for change in page.cut(&group.changes) {
                            tr {
                                th scope="row" { (self.place(change)) @if change.is_conflict { " " span.badge.over { "conflict" } } }
                                td.act { button name="row" value=(name_of(&change.resource, change.pk, &change.field)) { "Unstage" span.spoken { " in " (clean(&change.app_name)) } } }
                            }
                        }
                    }
                }
            }))
            (page.links(self.params, "./staged.html"))
        }
    }
}

fn refusals(problems: &[Problem]) -> Markup {
    html! {
        @if !problems.is_empty() {
            section.alert aria-labelledby="problems" {
                h2 #problems { "Apple would refuse this " small { (problems.len()) } }
                ul {
                    @for problem in problems.iter().take(PROBLEMS) {
                        li {
                            @if problem.resource == "version_localizations" {
                                a href=(format!("edit/{}", problem.pk)) { (clean(&problem.to_string())) }
                            } @else {
                                (clean(&problem.to_string()))
                            }
                        }
                    }
                }
                @if problems.len() > PROBLEMS { p { "And " (problems.len() - PROBLEMS) " more: " code { "fleet diff --check" } } }
            }
        }
    }
}

/// `Copyright of versions`
fn heading(group: &Group) -> String {
    let Change { resource, field, .. } = &group.changes[0];
    let rows = label(resource).to_lowercase();
    match field.as_str() {
        "+" => format!("New {rows}"),
        "-" => format!("Deleted {rows}"),
        ORDER => format!("Order of {rows}"),
        "whats_new" => format!("What’s new of {rows}"),
        field => format!("{} of {rows}", label(field)),
    }
}

/// `983 rows in 791 apps`
fn summary(group: &Group) -> String {
    let (rows, apps) = (group.changes.len(), group.apps);
    let apps = format!("{apps} {}", if apps == 1 { "app" } else { "apps" });
    if rows == group.apps { apps } else { format!("{rows} rows in {apps}") }
}

/// Both values, with what is only in one of them marked.
fn sides(change: &Change) -> (Markup, Markup) {
    match change.field.as_str() {
        "+" => return (missing(None), html! { "created" }),
        "-" => return (missing(None), html! { "deleted" }),
        _ => {}
    }
    let (before, after) = words::sides(&change.base, &change.value, change.locale.as_deref().and_then(language));
    (missing(before), missing(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_named_in_a_button() {
        assert_eq!(row_of(&name_of("versions", 12, "copyright")), Some(("versions", 12, "copyright")));
        assert_eq!(row_of("versions/x/copyright"), None);
    }
}
