//! `fleet reviews answer`.

use store::Value;

use super::choice::ReviewArgs;
use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::output::harmless;
use crate::proposal::{Proposal, SkipArgs};
use crate::sentence::count;
use crate::template::{self, Names};

/// The longest answer that Apple takes (App Store Connect Help, Respond to reviews).
const LONGEST: usize = 5_970;

/// Stage an answer to each of many reviews
///
/// The text is a template as in `fleet set`: `{reviewer_nickname}`, `{rating}`, `{title}`, `{territory}`, `{app}`, `{legal_name}` and
/// any other column of `customer_reviews`, or a variable of fleet.toml; `{title|…}` where it may be empty. `@FILE` is the
/// template in a file. Reviews that have an answer keep it, without `--replace`. Apple takes 5,970 characters.
///
/// Example: `fleet reviews answer --rating 1..2 --unanswered --text @sorry.txt --client acme`
#[derive(Debug, clap::Args)]
pub(crate) struct AnswerArgs {
    #[command(flatten)]
    reviews: ReviewArgs,
    /// The answer, or @FILE; null takes answers back, with --replace
    #[arg(long, value_name = "TEMPLATE")]
    text: String,
    /// Also where there is an answer already
    #[arg(long, conflicts_with = "unanswered")]
    replace: bool,
    #[command(flatten)]
    skip: SkipArgs,
}

pub(crate) fn answer(context: &Context, args: &AnswerArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    let text = template::typed(&args.text)?;
    if text.trim().is_empty() {
        return Err(FleetError::input("the answer is empty").hint("`--text null --replace` takes answers back"));
    }
    let names = Names::of(&reader, "customer_reviews")?;
    let template = template::compile(&text, &names)?;
    // The template names the view, so it is asked of the view itself.
    let more = format!(
        ", {}{}",
        of_review(&template.sql),
        template.needs.iter().map(|(_, expression)| format!(", {}", of_review(&format!("{expression} IS NULL")))).collect::<String>()
    );
    let (sql, parameters) = args.reviews.query(&reader, &more)?;
    let rows = reader.query(&sql, &parameters)?.rows;
    let mut proposal = Proposal::default();
    let mut answered = 0_usize;
    for row in &rows {
        let own = |index: usize| row[index].to_string();
        let place = harmless(&format!("{} {}★ by {} on {}", own(2), own(4), own(6), own(1).chars().take(10).collect::<String>()));
        if row[9] != Value::Null && !args.replace {
            answered += 1;
            continue;
        }
        if let Some((index, _)) = template.needs.iter().enumerate().find(|(index, _)| row[16 + index] == Value::Integer(1)) {
            let name = &template.needs[index].0;
            proposal.problem(&place, format!("`{{{name}}}` is empty; give a default with {{{name}|…}}"));
            continue;
        }
        let value = clean(&row[15]);
        let length = value.as_text().map_or(0, |text| text.chars().count());
        if length > LONGEST {
            proposal.problem(&place, format!("{length} characters, Apple takes {LONGEST}"));
            continue;
        }
        proposal.set("customer_reviews", row[0].as_integer().unwrap_or_default(), "response_body", value, place);
    }
    drop(reader);
    if answered > 0 {
        context.ui.say(&format!("{} with an answer left as is; --replace replaces answers", count(answered, "review")));
    }
    proposal.stage(context, args.skip)
}

/// An expression of a template, for the review of the row.
fn of_review(expression: &str) -> String {
    format!("(SELECT {expression} FROM customer_reviews WHERE pk = r.pk)")
}

/// A text without what a customer may have put into a name to make trouble: control characters and turns of direction.
fn clean(value: &Value) -> Value {
    let is_harmless = |letter: &char| {
        matches!(letter, '\n' | '\t') || !(letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    match value.as_text() {
        Some(text) => Value::Text(text.chars().filter(is_harmless).collect()),
        None => value.clone(),
    }
}
