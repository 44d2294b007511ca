//! App infos: state and categories, and whether the questions of the age rating are answered.

use std::sync::LazyLock;

use maud::{Markup, html};
use store::Value;
use store::catalog::{Field, Kind, catalog};

use crate::query::{Row, Rows};
use crate::standing::state;
use crate::text::{clean, label, words};
use crate::version::missing;

/// The questions of the questionnaire: those answered with yes or no, and those answered with how often. What else a
/// declaration holds (overrides, the age band of the Kids category, an address) is optional (`OpenAPI` 4.4.1,
/// `AgeRatingDeclaration`).
static QUESTIONS: LazyLock<Vec<&'static Field>> = LazyLock::new(|| {
    let fields = catalog().resource("age_ratings").map(|resource| resource.fields.as_slice()).unwrap_or_default();
    let is_question = |field: &&Field| field.kind == Kind::Bool || field.kind == Kind::Enum("Frequency".into());
    fields.iter().filter(is_question).collect()
});

/// Puts each app info beside its age rating.
pub(crate) fn pair<'a>(app_infos: &'a Rows, age_ratings: &'a Rows) -> Vec<(Row<'a>, Option<Row<'a>>)> {
    let rating_of = |info: Row<'_>| age_ratings.iter().find(|rating| rating.text("app_info_id") == info.text("id"));
    app_infos.iter().map(|info| (info, rating_of(info))).collect()
}

/// The app infos of an app with their age ratings.
pub(crate) fn app_infos(infos: &[(Row<'_>, Option<Row<'_>>)]) -> Markup {
    html! {
        section aria-labelledby="app-infos" {
            h2 #app-infos { "App information" }
            @if infos.is_empty() { p.empty { "No app information is mirrored yet." } }
            @for (info, rating) in infos { (app_info(*info, *rating)) }
        }
    }
}

fn app_info(info: Row<'_>, rating: Option<Row<'_>>) -> Markup {
    html! {
        section {
            h3 {
                (state(&info.string("state")))
                @if info.is_true("staged") { " " span.badge { "staged" } }
            }
            dl.facts {
                div { dt { "Primary category" } dd { (category(info, "primary")) } }
                div { dt { "Secondary category" } dd { (category(info, "secondary")) } }
                div.wide { dt { "Age rating" } dd { @if let Some(rating) = rating { (age_rating(rating)) } @else { "not mirrored yet" } } }
            }
        }
    }
}

/// A category with its subcategories, such as `Games (Puzzle, Word)`.
fn category(info: Row<'_>, which: &str) -> Markup {
    let category = info.text(&format!("{which}_category"));
    // A subcategory repeats its category: GAMES_PUZZLE.
    let short = |text: &'static str| info.text(&format!("{which}_subcategory_{text}")).map(|id| words(id.trim_start_matches("GAMES_")));
    let below: Vec<String> = [short("one"), short("two")].into_iter().flatten().collect();
    missing(category.map(|id| html! { (words(id)) @if !below.is_empty() { " (" (below.join(", ")) ")" } }))
}

fn age_rating(rating: Row<'_>) -> Markup {
    let open: Vec<String> =
        QUESTIONS.iter().filter(|question| *rating.value(&question.name) == Value::Null).map(|question| label(&question.name)).collect();
    let answered = QUESTIONS.len() - open.len();
    html! {
        p {
            @if open.is_empty() {
                "All " (answered) " questions answered."
            } @else {
                span.badge.over { "unanswered" } " " (open.len()) " of " (QUESTIONS.len()) " questions: " (open.join(", ")) "."
            }
        }
        @if answered > 0 {
            details {
                summary { "Answers" }
                dl.facts {
                    @for question in QUESTIONS.iter() {
                        div { dt { (label(&question.name)) } dd { (answer(question, rating.value(&question.name))) } }
                    }
                }
            }
        }
    }
}

fn answer(question: &Field, value: &Value) -> Markup {
    html! {
        @match (value, &question.kind) {
            (Value::Null, _) => strong { "not answered" },
            (Value::Integer(0), Kind::Bool) => "No",
            (Value::Integer(_), Kind::Bool) => "Yes",
            (Value::Text(text), _) => (words(text)),
            (other, _) => (clean(&other.to_string())),
        }
    }
}
