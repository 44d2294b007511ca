//! `fleet reviews list`.

use store::{Table, Value};

use super::choice::ReviewArgs;
use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::output::shortened;

/// List reviews and their answers, the newest first
///
/// A table shows the beginning of texts; JSON and CSV have all of them.
///
/// Example: `fleet reviews list --rating 1..3 --unanswered --since 30d`
#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    reviews: ReviewArgs,
    /// At most so many
    #[arg(long, value_name = "REVIEWS", default_value = "200")]
    limit: usize,
}

/// What people read of a text.
const WIDTH: usize = 60;

pub(crate) fn list(context: &Context, args: &ListArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    let (sql, parameters) = args.reviews.query(&reader, "")?;
    let mut table = reader.query(&sql, &parameters)?;
    let more = table.rows.len().saturating_sub(args.limit);
    table.rows.truncate(args.limit);
    // The row is for programs of our own.
    table.columns.remove(0);
    for row in &mut table.rows {
        row.remove(0);
    }
    if context.ui.is_for_people() {
        table = for_people(&table);
    }
    context.ui.paged().print_table(&table)?;
    if more > 0 {
        context.ui.say(&format!("and {more} more: --limit"));
    }
    Ok(exit_code::DONE)
}

fn for_people(table: &Table) -> Table {
    let place = |name: &str| table.columns.iter().position(|column| column == name).unwrap_or_default();
    let text = |row: &[Value], name: &str| row[place(name)].clone();
    let row = |row: &Vec<Value>| {
        let date: String = text(row, "created_date").to_string().chars().take(10).collect();
        let stars = "★".repeat(usize::try_from(text(row, "rating").as_integer().unwrap_or_default().clamp(0, 5)).unwrap_or_default());
        let said = [text(row, "title"), text(row, "body")]
            .iter()
            .filter(|text| **text != Value::Null)
            .map(ToString::to_string)
            .collect::<Vec<_>>();
        let answer = match (text(row, "response_body"), text(row, "staged")) {
            (Value::Null, _) => Value::Null,
            (answer, staged) => {
                let state = text(row, "response_state");
                let state = if staged == Value::Integer(1) { "staged".to_owned() } else { state.to_string().to_lowercase() };
                Value::Text(format!("{}: {}", state.replace('_', " "), shortened(&answer, WIDTH)))
            }
        };
        let short = |value: Value, width: usize| Value::Text(shortened(&value, width));
        vec![
            Value::Text(date),
            text(row, "app"),
            Value::Text(stars),
            text(row, "territory"),
            short(text(row, "reviewer_nickname"), 20),
            short(Value::Text(said.join(": ")), WIDTH),
            answer,
            text(row, "id"),
        ]
    };
    let columns = ["written", "app", "rating", "territory", "by", "review", "answer", "id"].map(ToOwned::to_owned).into();
    Table { columns, rows: table.rows.iter().map(row).collect() }
}
