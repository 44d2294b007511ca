//! What came of a push, for people and for programs.

use engine::{Conflict, Failure, Lack, Normalized, PushReport, Remains};
use serde_json::{Value as Json, json};
use store::{ORDER, Subject, Value};

use crate::commands::warn_failures;
use crate::diff::quoted;
use crate::error::Result;
use crate::output::{Ui, harmless};
use crate::sentence::{self, count};

/// Prints the report: the sum as data, what needs a person as talk.
pub(crate) fn print(ui: Ui, report: &PushReport) -> Result<()> {
    if !ui.is_for_people() {
        ui.print_json(&to_json(report))?;
    } else if report.changeset == 0 {
        ui.print("nothing to push")?;
    } else {
        ui.print(&summary(report))?;
    }
    tell(ui, report);
    Ok(())
}

/// Tells what needs a person.
pub(crate) fn tell(ui: Ui, report: &PushReport) {
    for conflict in &report.conflicts {
        let Conflict { subject, field, base, ours, theirs, with } = conflict;
        let waits = if with.is_empty() { String::new() } else { format!("; {} of the same row waits with it", with.join(", ")) };
        ui.warn(&format!("{}{waits}", conflict_sentence(subject, field, [base, ours, theirs])));
    }
    if report.conflicts.iter().any(|conflict| conflict.field == ORDER) {
        ui.say("hint: look at the set; `fleet push` goes on with what is there now, `fleet unstage` leaves it as it is");
    }
    if report.conflicts.iter().any(|conflict| conflict.field != ORDER) {
        ui.say("hint: `fleet push --ours` overwrites them, `fleet unstage --conflicts` keeps Apple's");
    }
    tell_failures(ui, &report.failed);
    for Normalized { subject, field, sent, stored } in &report.normalized {
        ui.warn(&format!("{} {}.{field}: Apple stored {} for {}", place(subject), subject.resource, quoted(stored), quoted(sent)));
    }
    warn_failures(ui, &report.failures);
    for reason in &report.postponed {
        ui.warn(&harmless(reason));
    }
    if report.processing > 0 {
        ui.say("Apple still looks at what was sent; `fleet push` looks what has become of it");
    }
    if report.is_paused {
        ui.say(&format!("{} wait; look at what was sent, then `fleet push --continue`", count(report.left as u64, "call")));
    } else if report.left > 0 && report.failures.iter().any(|failure| !failure.error.is_certain()) {
        ui.say(&format!("{} left; `fleet push` looks whether Apple has what was sent, and continues", count(report.left as u64, "call")));
    } else if report.left > 0 {
        ui.say(&format!("{} not sent; `fleet push` continues", count(report.left as u64, "call")));
    }
}

/// Equal refusals of more rows than these are told together.
const TOLD_APART: usize = 5;

/// Refusals, equal ones together, and what to do about each kind.
fn tell_failures(ui: Ui, failed: &[Failure]) {
    let needs = needs(failed);
    let is_told_by_need = needs.iter().any(|need| need.apps() > 1);
    let mut groups: Vec<Vec<&Failure>> = Vec::new();
    let equal = |left: &Failure, right: &Failure| {
        (&left.subject.resource, &left.field, &left.reason, &left.details)
            == (&right.subject.resource, &right.field, &right.reason, &right.details)
    };
    // Apps go in parallel; a person reads them in one order. Those of one app stay as they were sent.
    let mut failed: Vec<&Failure> = failed.iter().collect();
    failed.sort_by(|left, right| left.subject.app.cmp(&right.subject.app));
    for failure in &failed {
        match groups.iter_mut().find(|group| equal(group[0], failure)) {
            Some(group) => group.push(failure),
            None => groups.push(vec![failure]),
        }
    }
    if is_told_by_need {
        tell_needs(ui, &needs);
        groups.retain(|group| group[0].lacks.is_empty());
    }
    for group in &groups {
        if group.len() > TOLD_APART {
            ui.warn(&format!("{}, {}: {}", rows(group), column(group[0]), harmless(&group[0].reason)));
            let named: Vec<String> = group.iter().take(TOLD_APART).map(|failure| place(&failure.subject)).collect();
            ui.say(&format!("  {} and {} more", named.join(", "), group.len() - TOLD_APART));
        } else {
            for failure in group {
                ui.warn(&format!("{} {}: {}", place(&failure.subject), column(failure), harmless(&failure.message)));
                failure.details.iter().for_each(|detail| ui.say(&format!("  {}", harmless(detail))));
            }
            continue;
        }
        group[0].details.iter().for_each(|detail| ui.say(&format!("  {}", harmless(detail))));
    }
    let mut hints: Vec<&str> = Vec::new();
    for hint in failed.iter().copied().filter_map(hint) {
        if !hints.contains(&hint) {
            hints.push(hint);
            ui.say(&format!("hint: {hint}"));
        }
    }
    for (remains, state, left) in
        [(Remains::Unusable, "FAILED", "stage another file"), (Remains::Reserved, "AWAITING_UPLOAD", "stage the file again")]
    {
        for resource in ["screenshots", "previews"] {
            if failed.iter().any(|failure| failure.remains == remains && failure.subject.resource == resource) {
                ui.say(&format!("hint: `fleet edit \"DELETE FROM {resource} WHERE delivery_state = '{state}'\"` makes room; then {left}"));
            }
        }
    }
    if failed.iter().any(|failure| failure.remains == Remains::Staged) {
        ui.say("hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`");
    }
}

/// Something that apps lack, and for which Apple refused what was handed in: one line of many refusals.
struct Need<'a> {
    lack: &'a Lack,
    /// The refusals, each with how this app lacks it.
    of: Vec<(&'a Failure, &'a Lack)>,
}

/// `17 apps: versions.build: …`, the apps below, and the next command; what the same apps lack is told together.
fn tell_needs(ui: Ui, needs: &[Need<'_>]) {
    let mut groups: Vec<Vec<&Need<'_>>> = Vec::new();
    for need in needs {
        match groups.iter_mut().find(|group| group[0].next() == need.next() && group[0].places() == need.places()) {
            Some(group) => group.push(need),
            None => groups.push(vec![need]),
        }
    }
    for group in groups {
        let mut places = group[0].places();
        let more = if places.len() > TOLD_APART { format!(" and {} more", places.len() - TOLD_APART) } else { String::new() };
        places.truncate(TOLD_APART);
        ui.warn(&format!("{}: {}", count(group[0].apps() as u64, "app"), harmless(&group[0].lack.text)));
        group.iter().skip(1).for_each(|need| ui.say(&format!("  {}", harmless(&need.lack.text))));
        ui.say(&format!("  {}{more}", places.join(", ")));
        if let Some(next) = group[0].next() {
            ui.say(&format!("  next: {next}"));
        }
    }
}

/// What the refused apps lack, turned around: by what is lacking, most apps first.
fn needs(failed: &[Failure]) -> Vec<Need<'_>> {
    let mut needs: Vec<Need<'_>> = Vec::new();
    for (failure, lack) in failed.iter().flat_map(|failure| failure.lacks.iter().map(move |lack| (failure, lack))) {
        match needs.iter_mut().find(|need| need.lack.text == lack.text) {
            Some(need) => need.of.push((failure, lack)),
            None => needs.push(Need { lack, of: vec![(failure, lack)] }),
        }
    }
    for need in &mut needs {
        need.of.sort_by(|left, right| left.0.subject.app.cmp(&right.0.subject.app));
    }
    needs.sort_by(|left, right| right.apps().cmp(&left.apps()).then_with(|| left.lack.text.cmp(&right.lack.text)));
    needs
}

impl Need<'_> {
    fn apps(&self) -> usize {
        self.of.iter().map(|(failure, _)| failure.subject.app.as_str()).collect::<std::collections::BTreeSet<_>>().len()
    }

    /// `Acme Chess IOS 1.2 de-DE`, for each of them.
    fn places(&self) -> Vec<String> {
        let place = |(failure, lack): &(&Failure, &Lack)| {
            let locales = match lack.locales.len() {
                0 => None,
                1..=3 => Some(lack.locales.join(", ")),
                many => Some(format!("({many} locales)")),
            };
            let parts = [Some(&failure.subject.app), lack.version.as_ref(), locales.as_ref()];
            harmless(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "))
        };
        let mut places: Vec<String> = self.of.iter().map(place).collect();
        places.dedup();
        places
    }

    /// The command that gives all of them what they lack.
    fn next(&self) -> Option<String> {
        sentence::provide(self.lack.resource.as_deref()?, self.lack.field.as_deref())
    }

    fn to_json(&self) -> Json {
        let of =
            self.of.iter().map(|(failure, lack)| json!({ "app": failure.subject.app, "version": lack.version, "locales": lack.locales }));
        json!({
            "message": self.lack.text, "resource": self.lack.resource, "field": self.lack.field, "apps": self.apps(),
            "rows": of.collect::<Vec<_>>(), "next": self.next(),
        })
    }
}

fn hint(failure: &Failure) -> Option<&'static str> {
    sentence::refusal_hint(failure.status?, failure.code.as_deref().unwrap_or_default(), &failure.message)
}

/// `17 apps`, `17 rows of 2 apps`.
fn rows(group: &[&Failure]) -> String {
    let apps: std::collections::BTreeSet<&str> = group.iter().map(|failure| failure.subject.app.as_str()).collect();
    let apps_counted = count(apps.len() as u64, "app");
    if apps.len() == group.len() { apps_counted } else { format!("{} of {apps_counted}", count(group.len() as u64, "row")) }
}

/// `versions`, or `versions.version_string` where Apple's sentence does not say it.
fn column(failure: &Failure) -> String {
    let field = failure.field.as_ref().map(|field| format!(".{field}")).unwrap_or_default();
    format!("{}{field}", failure.subject.resource)
}

/// The report in one line.
pub(crate) fn summary(report: &PushReport) -> String {
    let mut parts = vec![format!("{} sent", report.done)];
    let mut add = |number: usize, what: &str| parts.extend((number > 0).then(|| format!("{number} {what}")));
    add(report.already, "there already");
    add(report.conflicts.len(), "in conflict");
    add(report.failed.len(), "refused");
    add(report.left, "left");
    add(report.processing, "still processed by Apple");
    let (reads, writes) = (count(report.reads, "request"), count(report.writes, "request"));
    format!("changeset {}: {}; {reads} to look, {writes} to write", report.changeset, parts.join(", "))
}

/// One line about a conflict: base, ours, theirs.
pub(crate) fn conflict_sentence(subject: &Subject, field: &str, values: [&Value; 3]) -> String {
    let [base, ours, theirs] = values.map(quoted);
    format!("conflict in {} {}.{field}: it was {base}, you want {ours}, Apple has {theirs}", place(subject), subject.resource)
}

/// `Acme Recipes IOS 1.2 de-DE`
fn place(subject: &Subject) -> String {
    let parts = [Some(&subject.app), subject.version.as_ref(), subject.locale.as_ref()];
    let place = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    // An app's name may hold anything, also terminal escapes.
    harmless(&place)
}

/// The report for programs.
pub(crate) fn to_json(report: &PushReport) -> Json {
    let with_subject = |subject: &Subject, mut json: Json| {
        json["app"] = json!(subject.app);
        json["resource"] = json!(subject.resource);
        json["version"] = json!(subject.version);
        json["locale"] = json!(subject.locale);
        json
    };
    let conflicts = report.conflicts.iter().map(|conflict| {
        let Conflict { subject, field, base, ours, theirs, with } = conflict;
        with_subject(subject, json!({ "field": field, "base": base, "ours": ours, "theirs": theirs, "with": with }))
    });
    let failed = report.failed.iter().map(|failure| {
        let Failure { subject, field, message, details, status, code, request_id, .. } = failure;
        let json = json!({
            "field": field, "message": message, "details": details, "http": status, "code": code, "request_id": request_id,
            "hint": hint(failure),
        });
        with_subject(subject, json)
    });
    let normalized = report
        .normalized
        .iter()
        .map(|value| with_subject(&value.subject, json!({ "field": value.field, "sent": value.sent, "stored": value.stored })));
    let failures = report.failures.iter().map(
        |failure| json!({ "account": failure.account, "error": sentence::of(&failure.error), "hint": sentence::hint(&failure.error) }),
    );
    json!({
        "changeset": (report.changeset != 0).then_some(report.changeset), "done": report.done, "already": report.already,
        "conflicts": conflicts.collect::<Vec<_>>(), "failed": failed.collect::<Vec<_>>(),
        "needs": needs(&report.failed).iter().map(Need::to_json).collect::<Vec<_>>(), "left": report.left, "paused": report.is_paused,
        "processing": report.processing, "postponed": report.postponed, "reads": report.reads, "writes": report.writes, "normalized": normalized.collect::<Vec<_>>(),
        "failures": failures.collect::<Vec<_>>(),
    })
}
