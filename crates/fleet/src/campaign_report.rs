//! What people and programs are told of campaigns.

use serde_json::{Value as Json, json};
use store::{Reader, Table, Value};

use crate::campaign::{Campaign, Outlook};
use crate::error::{FleetError, Result};
use crate::output::{Ui, harmless};
use crate::sentence::{self, count};
use crate::workspace::Workspace;
use crate::{campaign, exit_code};

/// A few lines for each campaign, at the end of the state of the fleet.
pub(crate) fn print_all(ui: Ui, workspace: &Workspace, reader: &Reader) -> Result<()> {
    let campaigns = campaign::look(ui, workspace, reader);
    campaign::note(ui, workspace, reader, &campaigns)?;
    campaigns.iter().try_for_each(|campaign| ui.print(&format!("\n{}", lines(campaign).join("\n"))))
}

/// All campaigns, or what one has left.
pub(crate) fn print(ui: Ui, workspace: &Workspace, reader: &Reader, name: &str) -> Result<u8> {
    if name.is_empty() {
        let campaigns = campaign::look(ui, workspace, reader);
        campaign::note(ui, workspace, reader, &campaigns)?;
        if ui.is_for_people() {
            ui.print_table(&table(&campaigns))?;
        } else {
            ui.print_json(&campaigns.iter().map(as_json).collect())?;
        }
        return Ok(exit_code::DONE);
    }
    let known = &workspace.config().campaigns;
    let (name, config) = known.get_key_value(name).ok_or_else(|| {
        let hint = sentence::did_you_mean(name, known.keys().map(String::as_str)).unwrap_or_else(|| match known.len() {
            0 => "fleet.toml has no [campaigns.*]; `fleet init --print` shows one".into(),
            _ => format!("the campaigns are {}", known.keys().cloned().collect::<Vec<_>>().join(", ")),
        });
        FleetError::input(format!("no campaign of fleet.toml is called `{name}`")).hint(hint)
    })?;
    let campaign = Campaign::look(reader, name, config, campaign::today()).map_err(|error| {
        let named = FleetError::input(harmless(&format!("campaign {name}: {error}")));
        match error.next_step() {
            Some(hint) => named.hint(hint),
            None => named,
        }
    })?;
    campaign::note(ui, workspace, reader, std::slice::from_ref(&campaign))?;
    let rows = campaign.rows(reader)?;
    if ui.is_for_people() {
        ui.print(&format!("{}\n", lines(&campaign).join("\n")))?;
    }
    if ui.format() == crate::output::Format::Json {
        let record =
            |row: &Vec<Value>| rows.columns.iter().cloned().zip(row.iter().map(|value| json!(value))).collect::<serde_json::Map<_, _>>();
        let mut document = as_json(&campaign);
        document["rows"] = rows.rows.iter().map(record).collect();
        ui.print_json(&document)?;
    } else {
        ui.print_table(&rows)?;
    }
    Ok(exit_code::DONE)
}

/// ```text
/// The yearly copyright: 34 left in 12 apps, due 2027-01-31 (in 70 days)
///   120 on 2026-11-01  █▇▆▅▃▂  done by 2026-12-05 at this pace
/// ```
fn lines(campaign: &Campaign<'_>) -> Vec<String> {
    let apps = campaign.apps.filter(|_| campaign.left > 0).map_or(String::new(), |apps| format!(" in {}", count(apps, "app")));
    let left = if campaign.left == 0 { "done".to_owned() } else { format!("{} left{apps}", campaign.left) };
    let due = match (campaign.config.due(), campaign.days_left()) {
        (Some(due), Some(days)) if campaign.left > 0 => format!(", due {due} ({})", in_days(days)),
        _ => String::new(),
    };
    let (since, start) = campaign.start();
    let progress = format!("  {start} on {since}  {}  {}", campaign.sparkline(), outlook(campaign));
    vec![harmless(&format!("{}: {left}{due}", campaign.config.title(campaign.name))), progress.trim_end().to_owned()]
}

/// The campaigns for the pages, with what each has left by app where its query tells.
pub(crate) fn for_pages(ui: Ui, workspace: &Workspace, reader: &Reader) -> Vec<dashboard::Campaign> {
    let told = |campaign: Campaign<'_>| dashboard::Campaign {
        title: campaign.config.title(campaign.name).to_owned(),
        left: campaign.left,
        left_by_app: campaign.left_by_app(reader).unwrap_or_default(),
        due: campaign.config.due().map(|due| due.to_string()),
        outlook: outlook(&campaign),
        progress: campaign.progress.iter().map(|(day, left)| (day.to_string(), *left)).collect(),
    };
    campaign::look(ui, workspace, reader).into_iter().map(told).collect()
}

fn in_days(days: i64) -> String {
    match days {
        0 => "today".into(),
        1.. => format!("in {}", count(days, "day")),
        _ => format!("{} ago", count(-days, "day")),
    }
}

fn outlook(campaign: &Campaign<'_>) -> String {
    let verdict = match campaign.is_in_time() {
        Some(true) => ", in time",
        Some(false) => ", too late",
        None => "",
    };
    match campaign.outlook() {
        Outlook::Done => String::new(),
        Outlook::Unknown => "it begins today".into(),
        Outlook::Standstill => format!("nothing done so far{verdict}"),
        Outlook::DoneBy(day) => format!("done by {day} at this pace{verdict}"),
    }
}

fn table(campaigns: &[Campaign<'_>]) -> Table {
    let columns = ["campaign", "title", "left", "apps", "start", "since", "due", "progress", "outlook"];
    let row = |campaign: &Campaign<'_>| {
        let (since, start) = campaign.start();
        vec![
            Value::Text(campaign.name.into()),
            Value::Text(campaign.config.title(campaign.name).into()),
            Value::Integer(campaign.left),
            campaign.apps.map_or(Value::Null, Value::Integer),
            Value::Integer(start),
            Value::Text(since.to_string()),
            campaign.config.due().map(|due| due.to_string()).into(),
            Value::Text(campaign.sparkline()),
            Value::Text(if campaign.left == 0 { "done".into() } else { outlook(campaign) }),
        ]
    };
    Table { columns: columns.map(ToOwned::to_owned).into(), rows: campaigns.iter().map(row).collect() }
}

fn as_json(campaign: &Campaign<'_>) -> Json {
    let (since, start) = campaign.start();
    let done_by = match campaign.outlook() {
        Outlook::DoneBy(day) => Some(day.to_string()),
        _ => None,
    };
    let progress: Vec<Json> = campaign.progress.iter().map(|(day, left)| json!({ "day": day.to_string(), "left": left })).collect();
    json!({
        "campaign": campaign.name, "title": campaign.config.title(campaign.name), "query": campaign.config.rows(),
        "left": campaign.left, "apps": campaign.apps, "start": start, "since": since.to_string(),
        "due": campaign.config.due().map(|due| due.to_string()), "days_left": campaign.days_left(),
        "done_by": done_by, "in_time": campaign.is_in_time(), "progress": progress,
    })
}
