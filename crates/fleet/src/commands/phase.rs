//! `fleet phase`.

use std::time::Duration;

use store::catalog::catalog;
use store::{Reader, literal};

use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::selection::AppArgs;
use crate::sentence::count;
use crate::submission::{Chosen, Entry, ErrandArgs, LeftOut, Place, Plan, Record, Task, Why, carry_out};

/// Phased releases: start, pause, resume and complete them
///
/// A phased release reaches its users over seven days, and can be paused for thirty days in all. It begins with the release
/// of its version.
///
/// Example: `fleet phase status`
#[derive(Debug, clap::Subcommand)]
pub(crate) enum PhaseCommand {
    /// Release versions in phases that are not out yet
    ///
    /// Example: `fleet phase start --client acme`
    Start(PhaseArgs),
    /// Pause phased releases
    ///
    /// Example: `fleet phase pause --client acme --yes` pauses everything of a client, with one request each
    Pause(PhaseArgs),
    /// Go on with paused phased releases
    ///
    /// Example: `fleet phase resume --app com.acme.notes`
    Resume(PhaseArgs),
    /// Release to everybody at once what is released in phases
    ///
    /// Example: `fleet phase complete --client acme`
    Complete(PhaseArgs),
    /// Show how far phased releases are
    ///
    /// Example: `fleet phase status --client acme`
    Status(StatusArgs),
}

/// Which phased releases it is about
#[derive(Debug, clap::Args)]
pub(crate) struct PhaseArgs {
    #[command(flatten)]
    errand: ErrandArgs,
}

/// Which phased releases are shown
#[derive(Debug, clap::Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    apps: AppArgs,
    /// Only these platforms
    #[arg(long, value_name = "PLATFORM", ignore_case = true, value_parser = ["IOS", "MAC_OS", "TV_OS", "VISION_OS"])]
    platform: Vec<String>,
}

pub(crate) async fn phase(context: &Context, command: PhaseCommand) -> Result<u8> {
    let (step, args) = match command {
        PhaseCommand::Start(args) => (Step::Start, args),
        PhaseCommand::Pause(args) => (Step::Pause, args),
        PhaseCommand::Resume(args) => (Step::Resume, args),
        PhaseCommand::Complete(args) => (Step::Complete, args),
        PhaseCommand::Status(args) => return status(context, args),
    };
    carry_out(context, &args.errand, &step).await
}

fn status(context: &Context, args: StatusArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    let errand = ErrandArgs { apps: args.apps, platform: args.platform, ..ErrandArgs::default() };
    let chosen = errand.chosen(&reader, &[])?;
    let phases = include_str!("../../../../sql/queries/phases.sql").trim_end().trim_end_matches(';');
    let sql = format!(
        "SELECT app, platform, version_string, state, phase, day, start_date, days_paused FROM ({phases}) WHERE phase IS NOT NULL AND (phase <> 'COMPLETE' OR state <> 'READY_FOR_DISTRIBUTION')"
    );
    context.ui.print_table(&chosen.records(&reader, &sql, &[])?.0)?;
    Ok(exit_code::DONE)
}

/// What is done with phased releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Start,
    Pause,
    Resume,
    Complete,
}

impl Task for Step {
    fn done(&self) -> &'static str {
        match self {
            Self::Start => "started",
            Self::Pause => "paused",
            Self::Resume => "resumed",
            Self::Complete => "completed",
        }
    }

    fn meaning(&self, versions: usize) -> String {
        let versions = count(versions as u64, "version");
        match self {
            Self::Start => format!("this has {versions} released in phases"),
            Self::Pause => format!("this pauses the phased release of {versions}"),
            Self::Resume => format!("this goes on with the phased release of {versions}"),
            Self::Complete => format!("this releases {versions} to everybody"),
        }
    }

    fn stale(&self) -> &'static [(&'static str, &'static str)] {
        &[("versions", include_str!("../../../../sql/queries/stale_phases.sql"))]
    }

    fn plan(&self, reader: &Reader, chosen: &Chosen) -> Result<Plan> {
        let code = catalog().resource("phased_releases").map_or(0, |resource| resource.code);
        let mut plan = Plan::default();
        for record in chosen.records(reader, include_str!("../../../../sql/queries/phases.sql"), &[])?.iter() {
            let place = Place::of(record);
            let pk = record.integer("phase_pk");
            let facts = vec![("phase", record.value("phase")), ("day", record.value("day"))];
            match self.judge_phase(record) {
                Ok((deed, state)) => {
                    let sql = match pk {
                        Some(pk) => format!("UPDATE phased_releases SET state = '{state}' WHERE pk = {pk}"),
                        None => {
                            format!("INSERT INTO phased_releases(version_id, state) VALUES({}, '{state}')", literal(&record.name("id")))
                        }
                    };
                    let rows = pk.into_iter().map(|pk| (code, pk)).collect();
                    plan.entries.push(Entry { facts, deed: deed.into(), sql, rows, place, ..Entry::default() });
                }
                // Of a whole fleet most apps have nothing to do with it.
                Err(reason) if chosen.is_named || pk.is_some_and(|_| !reason.ends_with("already")) => {
                    plan.left_out.push(LeftOut::new(place, Why::State, reason));
                }
                Err(_) => {}
            }
        }
        Ok(plan)
    }

    /// No look at every app: in an emergency each request counts, and Apple says if it is so already.
    fn max_age(&self) -> Duration {
        Duration::MAX
    }

    fn waits(&self) -> bool {
        false
    }
}

impl Step {
    /// What is done and the state that it leads to, or why nothing is.
    fn judge_phase(self, record: Record<'_>) -> std::result::Result<(&'static str, &'static str), &'static str> {
        let phase = record.text("phase");
        let is_live = record.text("state").as_deref() == Some("READY_FOR_DISTRIBUTION");
        match (self, phase.as_deref(), is_live) {
            (Self::Start, None, false) if record.is("is_first") => Err("a first version: only updates are released in phases"),
            (Self::Start, None, false) => Ok(("create", "ACTIVE")),
            (Self::Start, Some("INACTIVE"), false) => Ok(("activate", "ACTIVE")),
            (Self::Start, Some("ACTIVE"), false) => Err("to be released in phases already"),
            (Self::Pause, Some("ACTIVE" | "INACTIVE"), true) => Ok(("pause", "PAUSED")),
            (Self::Pause | Self::Resume | Self::Complete, Some("ACTIVE" | "INACTIVE"), false) => Err("not released yet"),
            (Self::Resume, Some("PAUSED"), _) => Ok(("resume", "ACTIVE")),
            (Self::Complete, Some("ACTIVE" | "INACTIVE" | "PAUSED"), true) => Ok(("complete", "COMPLETE")),
            (Self::Pause | Self::Start, Some("PAUSED"), _) => Err("paused already"),
            (Self::Start | Self::Resume, Some("ACTIVE" | "INACTIVE"), true) => Err("under way already"),
            (_, Some("COMPLETE"), _) | (Self::Start, None, true) => Err("everybody has it already"),
            (_, None, _) => Err("not released in phases"),
            _ => Err("nothing can be done in its state"),
        }
    }
}
