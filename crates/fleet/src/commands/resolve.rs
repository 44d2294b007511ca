//! `fleet resolve`.

use store::catalog::catalog;
use store::{Reader, Value};

use crate::cli::Context;
use crate::error::Result;
use crate::sentence::count;
use crate::submission::{Chosen, Entry, ErrandArgs, LeftOut, Place, Plan, Sends, Task, Why, carry_out};

/// Mark what was rejected as resolved
///
/// What is staged for the apps goes first: it is what resolves the issue. The submission stays with you until it is
/// submitted again, with --submit or with `fleet submit`, which does both.
///
/// Example: `fleet resolve --app com.acme.notes --submit`
#[derive(Debug, clap::Args)]
pub(crate) struct ResolveArgs {
    #[command(flatten)]
    errand: ErrandArgs,
    /// Submit it for review again
    #[arg(long)]
    submit: bool,
}

pub(crate) async fn resolve(context: &Context, args: ResolveArgs) -> Result<u8> {
    carry_out(context, &args.errand, &args).await
}

impl Task for ResolveArgs {
    fn done(&self) -> &'static str {
        "resolved"
    }

    fn meaning(&self, versions: usize) -> String {
        let versions = count(versions as u64, "submission");
        if self.submit {
            format!("this hands {versions} to App Review again")
        } else {
            format!("this marks what was rejected of {versions} as resolved")
        }
    }

    fn stale(&self) -> &'static [(&'static str, &'static str)] {
        &[("submissions", include_str!("../../../../sql/queries/stale_submissions.sql"))]
    }

    fn plan(&self, reader: &Reader, chosen: &Chosen) -> Result<Plan> {
        let code = catalog().resource("submissions").map_or(0, |resource| resource.code);
        let mut plan = Plan::default();
        for record in chosen.records(reader, include_str!("../../../../sql/queries/open_submissions.sql"), &[])?.iter() {
            let place = Place::of(record);
            let (pk, rejected) = (record.integer("submission_pk").unwrap_or_default(), record.integer("rejected").unwrap_or_default());
            if record.name("submission_state") != "UNRESOLVED_ISSUES" {
                if chosen.is_named {
                    plan.left_out.push(LeftOut::new(place, Why::State, "not rejected"));
                }
                continue;
            }
            let mut sql = Vec::new();
            if rejected > 0 {
                sql.push(format!(
                    "UPDATE submission_items SET resolved = 1 WHERE state = 'REJECTED' AND submission_id = (SELECT id FROM submissions WHERE pk = {pk});"
                ));
            }
            if self.submit {
                sql.push(format!("UPDATE submissions SET submitted = 1 WHERE pk = {pk};"));
            }
            let deed = match (rejected > 0, self.submit) {
                (true, true) => "resolve and submit again",
                (true, false) => "resolve",
                (false, true) => "submit again",
                (false, false) => {
                    plan.left_out.push(LeftOut::new(place, Why::State, "resolved already").fix("fleet submit"));
                    continue;
                }
            };
            plan.entries.push(Entry {
                facts: vec![("rejected", Value::Integer(rejected))],
                deed: deed.into(),
                sql: sql.join("\n"),
                rows: [(code, pk)].into(),
                place,
                ..Entry::default()
            });
        }
        Ok(plan)
    }

    fn sends(&self) -> Sends {
        Sends::Everything
    }

    fn waits(&self) -> bool {
        false
    }
}
