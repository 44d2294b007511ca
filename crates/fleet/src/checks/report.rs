//! Findings for people and programs: one line for what many apps lack, or app by app.

use std::collections::{BTreeMap, BTreeSet};

use clap::ValueEnum;
use serde_json::json;
use store::check::{COLUMNS, Check};
use store::{Finding, Table, Value};

use super::Judgement;
use crate::sentence::count;

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Equal findings, however many apps have them.
    Finding,
    /// Each app, with each of its findings.
    App,
}

/// What many apps have in common.
struct Group<'a> {
    findings: Vec<&'a Finding>,
}

/// The findings as rows.
pub(crate) fn table(judgement: &Judgement, findings: &[Finding], by: By) -> Table {
    match by {
        By::Finding => grouped(judgement, findings),
        By::App => by_app(findings),
    }
}

/// The findings for programs.
pub(crate) fn json(findings: &[Finding]) -> serde_json::Value {
    findings.iter().map(record).collect()
}

/// The findings as one page.
pub(crate) fn html(judgement: &Judgement, findings: &[Finding], now: i64) -> String {
    let groups = groups(findings).into_iter().map(|group| {
        let first = group.findings[0];
        let check = judgement.check(&first.check);
        dashboard::FindingGroup {
            level: first.level.name().into(),
            title: first.message.clone(),
            why: check.map(|check| check.why.clone()).unwrap_or_default(),
            check: first.check.clone(),
            fix: group.fix(judgement),
            apps: count(group.apps() as u64, "app"),
            places: group.findings.iter().map(|finding| place(finding)).collect(),
        }
    });
    dashboard::findings(&groups.collect::<Vec<_>>(), now)
}

fn grouped(judgement: &Judgement, findings: &[Finding]) -> Table {
    let columns = ["level", "apps", "places", "check", "finding", "fix"].map(ToOwned::to_owned).to_vec();
    let rows = groups(findings).into_iter().map(|group| {
        let first = group.findings[0];
        vec![
            Value::Text(first.level.name().into()),
            Value::Integer(i64::try_from(group.apps()).unwrap_or(i64::MAX)),
            Value::Integer(i64::try_from(group.findings.len()).unwrap_or(i64::MAX)),
            Value::Text(first.check.clone()),
            Value::Text(first.message.clone()),
            Value::Text(group.fix(judgement)),
        ]
    });
    Table { columns, rows: rows.collect() }
}

fn by_app(findings: &[Finding]) -> Table {
    let columns = ["account", "app", "level", "where", "finding", "fix"].map(ToOwned::to_owned).to_vec();
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    // Stable: the order by level holds within an app.
    sorted.sort_by(|one, other| (&one.app.account, &one.app.name, &one.app.id).cmp(&(&other.app.account, &other.app.name, &other.app.id)));
    let rows = sorted.into_iter().map(|finding| {
        vec![
            Value::Text(finding.app.account.clone()),
            Value::Text(finding.app.name.clone()),
            Value::Text(finding.level.name().into()),
            Value::Text(within_app(finding)),
            Value::Text(finding.message.clone()),
            finding.fix.clone().into(),
        ]
    });
    Table { columns, rows: rows.collect() }
}

fn groups(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<(std::cmp::Reverse<store::check::Level>, &str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        groups.entry((std::cmp::Reverse(finding.level), &finding.check, &finding.message)).or_default().push(finding);
    }
    let mut groups: Vec<(_, Group<'_>)> = groups.into_iter().map(|((level, ..), findings)| (level, Group { findings })).collect();
    groups.sort_by_key(|(level, group)| (*level, std::cmp::Reverse(group.apps())));
    groups.into_iter().map(|(_, group)| group).collect()
}

impl Group<'_> {
    fn apps(&self) -> usize {
        self.findings.iter().map(|finding| finding.app.pk).collect::<BTreeSet<_>>().len()
    }

    /// What mends all of them: the fix that they share, or the one of the check for every app in which it found something,
    /// if that names no single row.
    fn fix(&self, judgement: &Judgement) -> String {
        let fixes: BTreeSet<&str> = self.findings.iter().filter_map(|finding| finding.fix.as_deref()).collect();
        let check = &self.findings[0].check;
        if let (1, Some(fix)) = (fixes.len(), fixes.first()) {
            return (*fix).to_owned();
        }
        if self.findings.iter().any(|finding| finding.proposed.is_some()) {
            return format!("fleet check --check {check} --fix");
        }
        let of_all = judgement.check(check).and_then(|found| for_all(&found.fix, check));
        of_all.unwrap_or_else(|| format!("fleet check --check {check} --by app"))
    }
}

/// What a report tells of checks, in the same words.
pub(crate) fn words(checks: &[Check]) -> Vec<dashboard::CheckWords> {
    let words = |check: &Check| dashboard::CheckWords {
        name: check.name.clone(),
        why: check.why.clone(),
        fix_for_many: for_all(&check.fix, &check.name),
    };
    checks.iter().map(words).collect()
}

/// A command for one app as one for all that have a finding; `None` where it names a single row.
fn for_all(fix: &str, check: &str) -> Option<String> {
    let fix = without_columns(&fix.replace("--app {bundle_id}", &format!("--finding {check}")));
    let names_a_row = COLUMNS.iter().chain(&["bundle_id", "app", "client"]).any(|column| fix.contains(&format!("{{{column}}}")));
    (fix.contains("--finding") && !names_a_row).then_some(fix)
}

/// A command without the options that are different for each row.
fn without_columns(fix: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for word in fix.split(' ') {
        if word.starts_with('{') && word.ends_with('}') && kept.last().is_some_and(|option| option.starts_with("--")) {
            kept.pop();
        } else {
            kept.push(word);
        }
    }
    kept.join(" ")
}

fn place(finding: &Finding) -> String {
    [finding.app.name.as_str(), &within_app(finding)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn within_app(finding: &Finding) -> String {
    let Finding { platform, version_string, locale, field, .. } = finding;
    [platform, version_string, locale, field].into_iter().filter_map(Option::as_deref).collect::<Vec<_>>().join(" ")
}

fn record(finding: &Finding) -> serde_json::Value {
    let Finding { check, level, app, platform, version_string, locale, resource, id, field, message, fix, proposed, first_seen_at } =
        finding;
    json!({
        "check": check, "level": level.name(), "account": app.account, "client": app.client, "app_id": app.id,
        "bundle_id": app.bundle_id, "app": app.name, "platform": platform, "version_string": version_string, "locale": locale,
        "resource": resource, "id": id, "field": field, "message": message, "fix": fix, "proposed": proposed,
        "first_seen_at": first_seen_at,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_fix_for_many_names_no_row() {
        assert_eq!(
            super::for_all("fleet build attach latest --app {bundle_id} --platform {platform} --yes", "build_missing").as_deref(),
            Some("fleet build attach latest --finding build_missing --yes")
        );
        let templates = "fleet set 'copyright={year} {legal_name}' --app {bundle_id}";
        assert_eq!(super::for_all(templates, "a").as_deref(), Some("fleet set 'copyright={year} {legal_name}' --finding a"));
        assert_eq!(super::for_all("Look at https://a.example/{app_id}, then fleet check --app {bundle_id}", "a"), None);
    }
}
