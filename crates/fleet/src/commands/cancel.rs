//! `fleet cancel`.

use store::catalog::catalog;
use store::{Reader, Value};

use crate::cli::Context;
use crate::error::Result;
use crate::sentence::count;
use crate::submission::{Chosen, Entry, ErrandArgs, LeftOut, Place, Plan, Task, Why, carry_out};

/// Cancel submissions, so that their versions can be edited again
///
/// Takes back what waits for review, is in review, or was rejected and keeps its version. Apple needs some ten seconds for
/// it; the command waits until the versions can be edited, with one request per 200 apps and look.
///
/// Example: `fleet cancel --client acme -m "wrong build"`
#[derive(Debug, clap::Args)]
pub(crate) struct CancelArgs {
    #[command(flatten)]
    errand: ErrandArgs,
    /// Wait until the versions can be edited, which is the rule
    #[arg(long)]
    wait: bool,
    /// Do not wait until the versions can be edited
    #[arg(long, conflicts_with = "wait")]
    no_wait: bool,
}

pub(crate) async fn cancel(context: &Context, args: CancelArgs) -> Result<u8> {
    carry_out(context, &args.errand, &args).await
}

impl Task for CancelArgs {
    fn done(&self) -> &'static str {
        "cancelled"
    }

    fn meaning(&self, versions: usize) -> String {
        format!("this takes {} back from App Review", count(versions as u64, "submission"))
    }

    fn plan(&self, reader: &Reader, chosen: &Chosen) -> Result<Plan> {
        let code = catalog().resource("submissions").map_or(0, |resource| resource.code);
        let mut plan = Plan::default();
        let mut met = Vec::new();
        for record in chosen.records(reader, include_str!("../../../../sql/queries/open_submissions.sql"), &[])?.iter() {
            let place = Place::of(record);
            let pk = record.integer("submission_pk").unwrap_or_default();
            met.push((place.app_pk, place.platform.clone()));
            match record.name("submission_state").as_str() {
                state @ ("WAITING_FOR_REVIEW" | "IN_REVIEW" | "UNRESOLVED_ISSUES") => plan.entries.push(Entry {
                    facts: vec![("submission", Value::Text(state.into()))],
                    deed: "cancel".into(),
                    sql: format!("UPDATE submissions SET canceled = 1 WHERE pk = {pk}"),
                    rows: [(code, pk)].into(),
                    place,
                    ..Entry::default()
                }),
                "CANCELING" => plan.left_out.push(LeftOut::new(place, Why::UnderWay, "being cancelled already")),
                "COMPLETING" => plan.left_out.push(LeftOut::new(place, Why::State, "the review is at its end")),
                _ if chosen.is_named => plan.left_out.push(LeftOut::new(place, Why::State, "a draft, which was never submitted")),
                _ => {}
            }
        }
        for record in chosen.records(reader, include_str!("../../../../sql/queries/version_places.sql"), &[])?.iter() {
            let place = Place::of(record);
            if met.contains(&(place.app_pk, place.platform.clone())) {
                continue;
            }
            match place.state.as_deref() {
                Some("PENDING_DEVELOPER_RELEASE" | "PENDING_APPLE_RELEASE") => {
                    let reason = "approved; withdraw it at https://appstoreconnect.apple.com, or do not release it";
                    plan.left_out.push(LeftOut::new(place, Why::State, reason));
                }
                _ if chosen.is_named => plan.left_out.push(LeftOut::new(place, Why::State, "not in review")),
                _ => {}
            }
        }
        Ok(plan)
    }

    fn waits(&self) -> bool {
        self.wait || !self.no_wait
    }
}
