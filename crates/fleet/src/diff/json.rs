//! A diff for programs. `docs/REVIEW.md` lists the members; what is there stays.

use serde_json::{Value as Json, json};
use store::Problem;

use crate::diff::group::{Group, Stat};
use crate::diff::{Change, Diff, View};

/// The whole diff as one object; single rows only where they were asked for.
pub(super) fn document(diff: &Diff, view: View) -> Json {
    let about = &diff.about;
    let mut document = json!({
        "changeset": about.number, "status": about.status, "title": about.title, "author": about.author, "sealed_at": about.sealed_at,
        "paused": about.is_paused,
        "groups": diff.groups().iter().map(group).collect::<Vec<_>>(),
        "problems": diff.problems.iter().map(problem).collect::<Vec<_>>(),
        "conflicts": diff.conflicts(), "changes": diff.changes.len(), "others": diff.others, "apps": diff.apps,
        "reads": diff.reads, "writes": diff.writes, "digest": diff.digest,
    });
    if view.stat {
        document["stat"] = diff.stats().iter().map(stat).collect();
    }
    if view.rows || view.by.is_some() {
        document["rows"] = diff.changes.iter().map(row).collect();
    }
    document
}

fn group(group: &Group<'_>) -> Json {
    let Change { resource, field, base, value, .. } = group.sample();
    json!({
        "resource": resource, "field": field, "base": base, "value": value, "rows": group.changes.len(), "apps": group.apps,
        "accounts": group.accounts, "conflicts": group.conflicts(),
    })
}

fn stat(stat: &Stat) -> Json {
    json!({ "resource": stat.resource, "field": stat.field, "rows": stat.rows, "apps": stat.apps, "accounts": stat.accounts })
}

fn problem(problem: &Problem) -> Json {
    json!({
        "account": problem.account, "app_id": problem.app_id, "app": problem.app, "platform": problem.platform,
        "version": problem.version, "locale": problem.locale, "resource": problem.resource, "field": problem.field,
        "sentence": problem.sentence,
    })
}

fn row(change: &Change) -> Json {
    let mut row = json!({
        "account": change.account, "client": change.client, "app_id": change.app_id, "app": change.app, "platform": change.platform,
        "version": change.version, "locale": change.locale, "resource": change.resource, "field": change.field, "base": change.base,
        "value": change.value, "conflict": change.theirs.is_some(), "theirs": change.theirs,
    });
    if let Some(outcome) = &change.outcome {
        row["call"] = json!(outcome.seq);
        row["outcome"] = json!(outcome.status);
        row["note"] = json!(outcome.note);
    }
    row
}
