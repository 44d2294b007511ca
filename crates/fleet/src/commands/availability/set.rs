//! `fleet availability set`, `add` and `remove`.

use std::collections::BTreeSet;

use clap::ValueEnum;
use serde_json::json;
use store::{Reader, Value};

use super::SYNC;
use crate::availability::Availability;
use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::output::harmless;
use crate::proposal::{Proposal, SkipArgs};
use crate::selection::AppArgs;
use crate::sentence::{self, count};

/// Stage the territories in which apps are sold: these and no others
///
/// Apple is told of each territory that differs, with one request; of an app that was never sold, of all at once.
///
/// Example: `fleet availability set all --new-territories yes --app com.acme.notes`
#[derive(Debug, clap::Args)]
pub(crate) struct SetArgs {
    /// all, or the territories, such as DEU,AUT,CHE
    #[arg(value_name = "TERRITORIES", value_delimiter = ',', required = true)]
    territories: Vec<String>,
    /// Whether an app that was never sold will be sold in territories that are yet to come; otherwise with all, and not with
    /// some
    #[arg(long, value_name = "YES")]
    new_territories: Option<Answer>,
    #[command(flatten)]
    apps: AppArgs,
    #[command(flatten)]
    skip: SkipArgs,
}

/// Some territories, and the apps that are meant
#[derive(Debug, clap::Args)]
pub(crate) struct TerritoryArgs {
    /// The territories, such as DEU,AUT,CHE
    #[arg(value_name = "TERRITORIES", value_delimiter = ',', required = true)]
    territories: Vec<String>,
    #[command(flatten)]
    apps: AppArgs,
    #[command(flatten)]
    skip: SkipArgs,
}

/// Yes or no
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Answer {
    Yes,
    No,
}

/// What becomes of the territories in which an app is sold.
enum Change {
    /// All of Apple's.
    All,
    /// These and no others.
    These(BTreeSet<String>),
    /// Also these.
    Add(BTreeSet<String>),
    /// All but these.
    Remove(BTreeSet<String>),
}

pub(crate) fn set(context: &Context, args: &SetArgs) -> Result<u8> {
    let is_all = matches!(args.territories.as_slice(), [one] if one.eq_ignore_ascii_case("all"));
    let change = |territories| if is_all { Change::All } else { Change::These(territories) };
    let names = if is_all { &[][..] } else { &args.territories };
    stage(context, names, change, args.new_territories, &args.apps, args.skip)
}

pub(crate) fn add(context: &Context, args: &TerritoryArgs) -> Result<u8> {
    stage(context, &args.territories, Change::Add, None, &args.apps, args.skip)
}

pub(crate) fn remove(context: &Context, args: &TerritoryArgs) -> Result<u8> {
    stage(context, &args.territories, Change::Remove, None, &args.apps, args.skip)
}

fn stage(
    context: &Context,
    names: &[String],
    change: impl FnOnce(BTreeSet<String>) -> Change,
    in_new_territories: Option<Answer>,
    apps: &AppArgs,
    skip: SkipArgs,
) -> Result<u8> {
    let ui = context.ui;
    let reader = context.workspace()?.reader()?;
    let known = known(&reader)?;
    let change = change(territories(names, &known)?);
    let mut proposal = Proposal::default();
    let (mut requests, mut fixed) = (0_usize, 0_usize);
    for app in Availability::read(&reader, apps)? {
        let place = harmless(&app.app);
        if app.read_at.is_none() {
            proposal.problem(&place, format!("where it is sold was never read: {SYNC}"));
            continue;
        }
        if app.territories.is_empty() {
            match first(&app, &change, &known, in_new_territories) {
                Ok(values) => {
                    requests += 1;
                    proposal.create("app_availabilities", values, place);
                }
                Err(why) => proposal.problem(&place, why),
            }
            continue;
        }
        if let Some(territory) = change.named().find(|territory| !app.territories.contains_key(*territory)) {
            proposal.problem(&place, format!("Apple does not offer {territory} for it"));
            continue;
        }
        fixed +=
            usize::from(in_new_territories.is_some_and(|wanted| app.in_new_territories.is_some_and(|is| is != (wanted == Answer::Yes))));
        for (territory, (pk, is_sold)) in &app.territories {
            let wanted = change.wants(territory, *is_sold);
            if wanted != *is_sold {
                requests += 1;
                proposal.set("availability", *pk, "available", Value::Integer(wanted.into()), format!("{place} {territory}"));
            }
        }
    }
    drop(reader);
    if fixed > 0 {
        ui.warn(&format!(
            "{} set otherwise for new territories, which Apple lets nobody change through the API: App Store Connect > Pricing and Availability",
            if fixed == 1 { "1 app is".to_owned() } else { format!("{fixed} apps are") }
        ));
    }
    let code = proposal.stage(context, skip)?;
    if requests > 0 {
        ui.say(&format!("{} to write", count(requests, "request")));
    }
    Ok(code)
}

/// A row that says for the first time where an app is sold.
fn first(
    app: &Availability,
    change: &Change,
    known: &BTreeSet<String>,
    in_new_territories: Option<Answer>,
) -> Result<Vec<(String, Value)>, String> {
    if app.first.is_some() {
        return Err("that is staged already; `fleet unstage --resource app_availabilities` takes it back".into());
    }
    let territories = match change {
        Change::All if known.is_empty() => return Err("the mirror knows no territories: `fleet sync --only reference` reads them".into()),
        Change::All => known,
        Change::These(territories) | Change::Add(territories) => territories,
        Change::Remove(_) => return Err("it is sold nowhere yet".into()),
    };
    let in_new_territories = in_new_territories.map_or(matches!(change, Change::All), |answer| answer == Answer::Yes);
    let values = [
        ("app_id", Value::Text(app.app_id.clone())),
        ("available_in_new_territories", Value::Integer(in_new_territories.into())),
        ("territories", Value::Text(json!(territories).to_string())),
    ];
    Ok(values.map(|(name, value)| (name.to_owned(), value)).into())
}

impl Change {
    /// Whether an app is to be sold in a territory.
    fn wants(&self, territory: &str, is_sold: bool) -> bool {
        match self {
            Self::All => true,
            Self::These(territories) => territories.contains(territory),
            Self::Add(territories) => is_sold || territories.contains(territory),
            Self::Remove(territories) => is_sold && !territories.contains(territory),
        }
    }

    /// The territories that were named.
    fn named(&self) -> impl Iterator<Item = &String> {
        match self {
            Self::All => None,
            Self::These(territories) | Self::Add(territories) | Self::Remove(territories) => Some(territories),
        }
        .into_iter()
        .flatten()
    }
}

/// The territories that the mirror knows.
fn known(reader: &Reader) -> Result<BTreeSet<String>> {
    let rows = reader.query("SELECT id FROM territories UNION SELECT territory FROM availability", &[])?.rows;
    Ok(rows.iter().filter_map(|row| row[0].as_text().map(ToOwned::to_owned)).collect())
}

/// Names as Apple writes them.
fn territories(names: &[String], known: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    let one = |name: &String| {
        let name = name.trim().to_ascii_uppercase();
        if known.is_empty() || known.contains(&name) {
            return Ok(name);
        }
        let hint = sentence::did_you_mean(&name, known.iter().map(String::as_str));
        Err(FleetError::input(format!("Apple sells in no territory `{name}`"))
            .hint(hint.unwrap_or_else(|| "`fleet query \"SELECT DISTINCT territory FROM availability\"` lists them".into())))
    };
    names.iter().map(one).collect()
}
