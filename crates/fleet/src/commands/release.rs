//! `fleet release`.

use std::time::Duration;

use store::catalog::catalog;
use store::{Reader, literal};

use crate::cli::Context;
use crate::commands::submit::Release;
use crate::error::Result;
use crate::moment;
use crate::sentence::count;
use crate::submission::{Chosen, Entry, ErrandArgs, LeftOut, Place, Plan, Task, Why, carry_out};

/// Release approved versions, or say when they shall be released
///
/// Releases what waits for the developer. With --at it sets instead that versions in preparation are released not before
/// that moment, once they are approved. Apple takes up to a day to distribute a version; --wait looks until it is live.
///
/// Example: `fleet release --client acme --where "name LIKE 'Acme%'"`
#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArgs {
    #[command(flatten)]
    errand: ErrandArgs,
    /// Release what is in preparation not before this, such as 2026-01-31T09:00 (full hours)
    #[arg(long, value_name = "DATE", value_parser = moment::to_come)]
    at: Option<String>,
    /// Look again until the versions are live
    #[arg(long, conflicts_with = "at")]
    wait: bool,
    /// Do not wait, which is the rule
    #[arg(long, conflicts_with = "wait")]
    no_wait: bool,
}

pub(crate) async fn release(context: &Context, args: ReleaseArgs) -> Result<u8> {
    carry_out(context, &args.errand, &args).await
}

impl Task for ReleaseArgs {
    fn done(&self) -> &'static str {
        if self.at.is_some() { "scheduled" } else { "released" }
    }

    fn meaning(&self, versions: usize) -> String {
        let versions = count(versions as u64, "version");
        match &self.at {
            Some(date) => format!("this has {versions} released from {date}, once approved"),
            None => format!("this releases {versions} to the public"),
        }
    }

    fn plan(&self, reader: &Reader, chosen: &Chosen) -> Result<Plan> {
        let mut plan = Plan::default();
        for record in chosen.records(reader, include_str!("../../../../sql/queries/version_places.sql"), &[])?.iter() {
            let place = Place::of(record);
            let pk = record.integer("version_pk").unwrap_or_default();
            let now = record.text("earliest_release_date").filter(|_| record.text("release_type").as_deref() == Some("SCHEDULED"));
            let facts = vec![("scheduled", now.into())];
            if let Some(date) = &self.at {
                if record.is("editable") {
                    let code = catalog().resource("versions").map_or(0, |resource| resource.code);
                    let sql = Release::At(date.clone()).sql(pk);
                    plan.entries.push(Entry {
                        facts,
                        deed: format!("release from {date}"),
                        sql,
                        rows: [(code, pk)].into(),
                        place,
                        ..Entry::default()
                    });
                } else if chosen.is_named {
                    let state = place.state.clone().unwrap_or_default();
                    plan.left_out.push(LeftOut::new(place, Why::State, format!("the release cannot be changed any more in {state}")));
                }
                continue;
            }
            match place.state.as_deref() {
                Some("PENDING_DEVELOPER_RELEASE") => {
                    let code = catalog().resource("release_requests").map_or(0, |resource| resource.code);
                    let staged = record.integer("request_pk");
                    let sql = format!("INSERT INTO release_requests(version_id) VALUES({});", literal(&record.name("id")));
                    let sql = if staged.is_some() { String::new() } else { sql };
                    let rows = staged.into_iter().map(|pk| (code, pk)).collect();
                    plan.entries.push(Entry { facts, deed: "release now".into(), sql, rows, place, ..Entry::default() });
                }
                Some("PROCESSING_FOR_DISTRIBUTION") => {
                    plan.left_out.push(LeftOut::new(place, Why::UnderWay, "on the way to the store already"));
                }
                Some("PENDING_APPLE_RELEASE") => plan.left_out.push(LeftOut::new(place, Why::State, "Apple releases it")),
                state if chosen.is_named => {
                    let reason = format!("not waiting for a release, but {}", state.unwrap_or("not created yet"));
                    plan.left_out.push(LeftOut::new(place, Why::State, reason));
                }
                _ => {}
            }
        }
        Ok(plan)
    }

    fn waits(&self) -> bool {
        self.wait && !self.no_wait
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(24 * 3600)
    }
}
