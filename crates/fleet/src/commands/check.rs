//! `fleet check`.

use std::collections::HashSet;

use asc::Echo;
use jiff::Timestamp;
use serde_json::json;
use store::check::{Check, Level};
use store::{Acknowledgement, Edit, Finding, OnRefusal, Reader, Value};

use super::print_staging;
use crate::author::author;
use crate::checks::{self, By, Judgement};
use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::moment;
use crate::output::{Format, Ui};
use crate::progress::{Bar, Wait};
use crate::selection::AppArgs;
use crate::sentence::count;
use crate::workspace::Workspace;

/// Say what the apps lack before they can be submitted, without a network
///
/// Runs every check over the staged world: what would Apple refuse, what may a reviewer reject, what could be better.
/// Equal findings are one line, however many apps they concern; `--by app` lists them app by app. What is found is kept
/// in the view `findings`, and the column `readiness` of `apps` says ready, blocked or nothing.
///
/// `fleet.toml` gives levels and suppressions (`[checks]`); files in the folder `checks` of the workspace are checks of
/// your own. Ends with exit code 1 when there is an error.
///
/// Example: `fleet check --client acme --format junit > readiness.xml`
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    apps: AppArgs,
    /// Only these checks: a name, or a GLOB pattern of some
    #[arg(long, value_name = "CHECK")]
    check: Vec<String>,
    /// Only what matters so much: error, warning, manual or info
    #[arg(long, value_name = "LEVEL", value_parser = |text: &str| text.parse::<Level>())]
    level: Option<Level>,
    /// Only these platforms
    #[arg(long, value_name = "PLATFORM", ignore_case = true, value_parser = ["IOS", "MAC_OS", "TV_OS", "VISION_OS"])]
    platform: Vec<String>,
    /// What a line is about
    #[arg(long, value_enum, value_name = "WHAT", default_value = "finding")]
    by: By,
    /// Only what was first found since then: today, yesterday, 12h, 2d, a date or a time
    #[arg(long, value_name = "WHEN", value_parser = moment::since)]
    since: Option<i64>,
    /// Warnings end with exit code 1, too
    #[arg(long)]
    strict: bool,
    /// Stage what mends the findings for sure, such as the year in a copyright
    #[arg(long)]
    fix: bool,
    /// Ask every address of the listings once whether anybody answers there
    #[arg(long)]
    online: bool,
    /// List the findings that fleet.toml suppresses, with the reasons
    #[arg(long)]
    suppressed: bool,
    /// List the checks
    #[arg(long, conflicts_with_all = ["explain", "acknowledge", "fix", "online"])]
    list: bool,
    /// Show one check: what it looks for, why, and its SQL
    #[arg(long, value_name = "CHECK", conflicts_with_all = ["acknowledge", "fix", "online"])]
    explain: Option<String>,
    /// Note that somebody has looked at what this check asks people to see
    #[arg(long, value_name = "CHECK", requires = "message", conflicts_with_all = ["fix", "online"])]
    acknowledge: Option<String>,
    /// What was seen, for --acknowledge
    #[arg(long, short, value_name = "TEXT")]
    message: Option<String>,
}

pub(crate) async fn check(context: &Context, args: &CheckArgs) -> Result<u8> {
    let workspace = context.workspace()?;
    let known = checks::all(workspace.root())?;
    for name in args.check.iter().chain(&args.explain).chain(&args.acknowledge) {
        checks::must_exist(&known, name)?;
    }
    let ui = context.ui.paged();
    if args.list {
        return list(ui, &known);
    }
    if let Some(name) = &args.explain {
        return explain(ui, &known, name);
    }
    let reader = workspace.reader()?;
    args.apps.check(&reader)?;
    if let Some(name) = &args.acknowledge {
        return acknowledge(context.ui, &workspace, &reader, args, name);
    }
    if args.online {
        ask_addresses(context, &workspace, &reader, args).await?;
    }
    let judgement = {
        let _wait = Wait::new(ui, "running the checks");
        let mut store = workspace.store_to_look()?;
        if store.is_read_only() {
            ui.warn("the database cannot be written: what is found is shown, and `readiness` and `findings` stay as they are");
        }
        Judgement::kept(&workspace, &mut store)?
    };
    let selected = Selected::new(&reader, args)?;
    let findings: Vec<Finding> = judgement.findings.iter().filter(|finding| selected.has(finding)).cloned().collect();
    warn(ui, &judgement);
    if args.suppressed {
        return suppressed(ui, &judgement, &selected);
    }
    if args.fix {
        return fix(context, &workspace, &findings);
    }
    let failing = if args.strict { Level::Warning } else { Level::Error };
    match ui.format() {
        Format::Html => ui.print(&checks::html(&judgement, &findings, Timestamp::now().as_second()))?,
        Format::Junit => {
            let asked: Vec<Check> = judgement.checks.iter().filter(|check| selected.is_asked(&check.name)).cloned().collect();
            ui.print(&checks::junit(&asked, &findings, &selected.names, failing))?;
        }
        Format::Json | Format::Ndjson => print_records(ui, &checks::json(&findings))?,
        Format::Csv => ui.print_table(&checks::table(&judgement, &findings, By::App))?,
        Format::Table if findings.is_empty() => ui.print("nothing was found")?,
        Format::Table | Format::Markdown => ui.print_table(&checks::table(&judgement, &findings, args.by))?,
    }
    tell(ui, &judgement, &findings, &selected, &reader)?;
    if !judgement.broken.is_empty() {
        return Ok(exit_code::INPUT);
    }
    let is_failing = |finding: &&Finding| finding.level != Level::Manual && finding.level >= failing;
    Ok(if findings.iter().any(|finding| is_failing(&finding)) { exit_code::FOUND } else { exit_code::DONE })
}

/// Asks the addresses of the listings, each once, and keeps what they answered for the check `url_dead`.
async fn ask_addresses(context: &Context, workspace: &Workspace, reader: &Reader, args: &CheckArgs) -> Result<()> {
    let apps: Vec<Value> = apps(reader, &args.apps)?.into_iter().map(|row| row[0].clone()).collect();
    let rows = reader.query(include_str!("../../../../sql/queries/listed_addresses.sql"), &[Value::Text(json!(apps).to_string())])?.rows;
    let addresses = rows.iter().map(|row| row[0].to_string()).collect();
    let bar = Bar::of(context.ui, "asking", "addresses");
    let echoes = engine::ask_addresses(addresses, bar.clone()).await;
    bar.finish();
    let answers: Vec<(String, std::result::Result<u16, String>)> = echoes
        .into_iter()
        .map(|(address, echo)| match echo {
            Echo::Status(status) => (address, Ok(status)),
            Echo::Nothing(why) => (address, Err(why)),
        })
        .collect();
    context.ui.say(&format!("asked {}", count(answers.len() as u64, "URL")));
    Ok(workspace.existing_store()?.keep_url_answers(&answers)?)
}

/// What the command line asks for.
struct Selected<'a> {
    args: &'a CheckArgs,
    apps: HashSet<i64>,
    /// Id and bundle id of the apps.
    names: Vec<(String, String)>,
}

impl<'a> Selected<'a> {
    fn new(reader: &Reader, args: &'a CheckArgs) -> Result<Self> {
        let rows = apps(reader, &args.apps)?;
        let apps = rows.iter().filter_map(|row| row[0].as_integer()).collect();
        let names = rows.iter().map(|row| (row[1].to_string(), row[2].to_string())).collect();
        Ok(Self { args, apps, names })
    }

    fn is_asked(&self, check: &str) -> bool {
        self.args.check.is_empty() || self.args.check.iter().any(|pattern| checks::fits(pattern, check))
    }

    fn has(&self, finding: &Finding) -> bool {
        let Finding { check, level, app, platform, first_seen_at, .. } = finding;
        let CheckArgs { level: least, platform: platforms, since, .. } = self.args;
        // What is about the app is about each of its platforms.
        let is_platform = platform.as_ref().is_none_or(|platform| platforms.iter().any(|wanted| wanted.eq_ignore_ascii_case(platform)));
        self.apps.contains(&app.pk)
            && self.is_asked(check)
            && least.is_none_or(|least| *level >= least)
            && (platforms.is_empty() || is_platform)
            && since.is_none_or(|since| first_seen_at.is_some_and(|at| at >= since))
    }
}

/// Rows, ids and bundle ids of the apps.
fn apps(reader: &Reader, args: &AppArgs) -> Result<Vec<Vec<Value>>> {
    let (condition, parameters) = args.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
    Ok(reader
        .query(&format!("SELECT pk, id, coalesce(bundle_id, id) FROM apps WHERE {condition} ORDER BY bundle_id, id"), &parameters)?
        .rows)
}

fn print_records(ui: Ui, records: &serde_json::Value) -> Result<()> {
    match (ui.format(), records) {
        (Format::Ndjson, serde_json::Value::Array(records)) => records.iter().try_for_each(|record| ui.print_json(record)),
        _ => ui.print_json(records),
    }
}

fn warn(ui: Ui, judgement: &Judgement) {
    for expired in &judgement.expired {
        ui.warn(expired);
    }
    for broken in &judgement.broken {
        ui.warn(&format!("the check `{}` was not run: {}", broken.check, broken.error));
    }
}

/// `12 of 60 apps are ready to be submitted, 31 are blocked; …`
fn tell(ui: Ui, judgement: &Judgement, findings: &[Finding], selected: &Selected<'_>, reader: &Reader) -> Result<()> {
    let rows = reader.query("SELECT app, readiness FROM app_readiness", &[])?.rows;
    let of = |readiness: &str| {
        let is_it =
            |row: &&Vec<Value>| row[0].as_integer().is_some_and(|app| selected.apps.contains(&app)) && row[1].as_text() == Some(readiness);
        rows.iter().filter(is_it).count()
    };
    let (ready, blocked) = (of("ready"), of("blocked"));
    ui.say(&format!(
        "{} ready to be submitted, {} blocked, {} without a version to submit",
        count(ready as u64, "app"),
        blocked,
        of("nothing")
    ));
    let fixable = findings.iter().filter(|finding| finding.proposed.is_some()).count();
    if fixable > 0 {
        ui.say(&format!("{} can be mended for sure: fleet check --fix", count(fixable as u64, "finding")));
    }
    if !judgement.suppressed.is_empty() {
        ui.say(&format!("{} suppressed in fleet.toml: fleet check --suppressed", count(judgement.suppressed.len() as u64, "finding")));
    }
    Ok(())
}

fn list(ui: Ui, checks: &[Check]) -> Result<u8> {
    let columns = ["check", "level", "title"].map(ToOwned::to_owned).to_vec();
    let rows = checks.iter().map(|check| [&check.name, check.level.name(), &check.title].map(|text| Value::Text(text.into())).to_vec());
    ui.print_table(&store::Table { columns, rows: rows.collect() })?;
    Ok(exit_code::DONE)
}

fn explain(ui: Ui, checks: &[Check], name: &str) -> Result<u8> {
    let Some(check) = checks.iter().find(|check| check.name == name) else {
        return Err(FleetError::input(format!("--explain takes the name of one check, and `{name}` is a pattern")));
    };
    let Check { name, title, why, fix, level, sql } = check;
    if ui.is_for_people() {
        ui.print(&format!("-- {name}\n-- title: {title}\n-- why: {why}\n-- level: {level}\n-- fix: {fix}\n{sql}"))?;
    } else {
        ui.print_json(&json!({ "check": name, "title": title, "why": why, "fix": fix, "level": level.name(), "sql": sql }))?;
    }
    Ok(exit_code::DONE)
}

fn acknowledge(ui: Ui, workspace: &Workspace, reader: &Reader, args: &CheckArgs, check: &str) -> Result<u8> {
    let rows = apps(reader, &args.apps)?;
    let apps = rows.iter().filter_map(|row| row[0].as_integer()).collect::<HashSet<i64>>();
    let note = args.message.as_deref().unwrap_or_default();
    let mut store = workspace.existing_store()?;
    store.acknowledge(&apps, Acknowledgement { check, author: &author(), note })?;
    checks::refresh(workspace, &mut store, ui);
    if ui.is_for_people() {
        ui.print(&format!("acknowledged `{check}` for {}", count(apps.len() as u64, "app")))?;
    } else {
        ui.print_json(&json!({ "check": check, "apps": apps.len() }))?;
    }
    Ok(exit_code::DONE)
}

/// Stages every value that mends a finding for sure.
fn fix(context: &Context, workspace: &Workspace, findings: &[Finding]) -> Result<u8> {
    let mut store = workspace.existing_store()?;
    let mut edits = Vec::new();
    for finding in findings {
        let Finding { resource: Some(view), id: Some(id), field: Some(field), proposed: Some(proposed), .. } = finding else { continue };
        let sql = format!("SELECT pk FROM \"{}\" WHERE account = ?1 AND id = ?2", view.replace('"', ""));
        let found = store.query(&sql, &[Value::Text(finding.app.account.clone()), Value::Text(id.clone())])?;
        let Some(pk) = found.rows.first().and_then(|row| row[0].as_integer()) else { continue };
        edits.push(Edit::Set { view: view.clone(), pk, field: field.clone(), value: Value::Text(proposed.clone()) });
    }
    let (staging, refusals) = store.stage_values(&edits, OnRefusal::StageTheRest)?;
    print_staging(context.ui, staging)?;
    for refusal in refusals.iter().take(3) {
        context.ui.warn(&refusal.message);
    }
    checks::refresh(workspace, &mut store, context.ui);
    Ok(exit_code::DONE)
}

fn suppressed(ui: Ui, judgement: &Judgement, selected: &Selected<'_>) -> Result<u8> {
    let columns = ["check", "app", "locale", "finding", "reason"].map(ToOwned::to_owned).to_vec();
    let shown =
        judgement.suppressed.iter().filter(|(finding, _)| selected.apps.contains(&finding.app.pk) && selected.is_asked(&finding.check));
    let rows = shown.map(|(finding, reason)| {
        vec![
            Value::Text(finding.check.clone()),
            Value::Text(finding.app.name.clone()),
            finding.locale.clone().into(),
            Value::Text(finding.message.clone()),
            Value::Text(reason.clone()),
        ]
    });
    ui.print_table(&store::Table { columns, rows: rows.collect() })?;
    Ok(exit_code::DONE)
}
