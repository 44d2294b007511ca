//! `fleet submit`.

use std::str::FromStr;

use store::catalog::{Field, catalog};
use store::{Reader, Value, literal};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::moment;
use crate::sentence::{count, did_you_mean};
use crate::submission::{
    AtMost, Chosen, Entry, ErrandArgs, LeftOut, Place, Plan, Record, Sends, Task, Why, blockers, carry_out, objections,
};
use crate::template::{self, Names};
use crate::workspace::Workspace;

/// Submit versions for review
///
/// Every version in preparation of the selection is judged with everything that is staged for it: by the checks, by Apple's
/// rules, by the policies and limits of fleet.toml. The plan shows what goes and what is left out, and why. A draft
/// submission that is there already is reused, what was rejected is resolved and submitted again. What is staged for the
/// apps goes first. Nothing is submitted without a yes, or `--yes`; what was declined is not staged any more. After a
/// crash `fleet push` goes on, and `fleet undo` cancels.
///
/// Example: `fleet submit --client acme --build latest --release manual --dry-run`
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct SubmitArgs {
    #[command(flatten)]
    errand: ErrandArgs,
    /// Take this build: `latest`, or its number. Without it the build that the version has
    #[arg(long, value_name = "BUILD")]
    build: Option<String>,
    /// Answer the export compliance question of builds that have no answer: exempt, or uses encryption that is not
    #[arg(long, value_name = "ANSWER")]
    encryption: Option<Encryption>,
    /// Set what the reviewer is told, such as 'notes=Sign in as {app}' or `demo_account_password=env:DEMO`
    #[arg(long, value_name = "FIELD=VALUE")]
    review: Vec<String>,
    /// Release it so after approval: manual, automatic, or not before a date such as 2026-01-31T09:00
    #[arg(long, value_name = "WHEN", value_parser = Release::from_str)]
    release: Option<Release>,
    /// Release updates in phases, over seven days
    #[arg(long)]
    phased: bool,
    /// Submit so many versions at most, or so many of each client: 20 or 10/client
    #[arg(long, value_name = "N", value_parser = AtMost::from_str)]
    at_most: Option<AtMost>,
    /// Do not ask the checks; Apple's own come all the same
    #[arg(long)]
    unchecked: bool,
    /// Look again until Apple is done with what was sent
    #[arg(long)]
    wait: bool,
    /// Do not wait, which is the rule
    #[arg(long, conflicts_with = "wait")]
    no_wait: bool,
}

/// The answer to the export compliance question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Encryption {
    /// None, or only what is exempt.
    Exempt,
    /// Encryption that is not exempt.
    Uses,
}

/// When an approved version is released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Release {
    Manual,
    Automatic,
    /// Not before this moment.
    At(String),
}

impl FromStr for Release {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "manual" => Ok(Self::Manual),
            "automatic" => Ok(Self::Automatic),
            date => moment::to_come(date).map(Self::At).map_err(|error| format!("{error}, manual or automatic")),
        }
    }
}

impl Release {
    /// What stages it for a version, known by its row.
    pub(super) fn sql(&self, version: i64) -> String {
        let (kind, date) = match self {
            Self::Manual => ("MANUAL", "NULL".to_owned()),
            Self::Automatic => ("AFTER_APPROVAL", "NULL".to_owned()),
            Self::At(date) => ("SCHEDULED", literal(date)),
        };
        format!("UPDATE versions SET release_type = '{kind}', earliest_release_date = {date} WHERE pk = {version};")
    }

    fn said(&self) -> String {
        match self {
            Self::Manual => "manual".into(),
            Self::Automatic => "automatic".into(),
            Self::At(date) => format!("from {date}"),
        }
    }
}

pub(crate) async fn submit(context: &Context, args: SubmitArgs) -> Result<u8> {
    carry_out(context, &args.errand, &args).await
}

impl Task for SubmitArgs {
    fn done(&self) -> &'static str {
        "submitted"
    }

    fn meaning(&self, versions: usize) -> String {
        format!("this hands {} to App Review", count(versions as u64, "version"))
    }

    fn stale(&self) -> &'static [(&'static str, &'static str)] {
        const SUBMISSIONS: (&str, &str) = ("submissions", include_str!("../../../../sql/queries/stale_submissions.sql"));
        const BUILDS: (&str, &str) = ("builds", include_str!("../../../../sql/queries/stale_builds.sql"));
        if self.build.is_some() { &[SUBMISSIONS, BUILDS] } else { &[SUBMISSIONS] }
    }

    fn reads_texts(&self) -> bool {
        true
    }

    fn plan(&self, reader: &Reader, chosen: &Chosen) -> Result<Plan> {
        let review = Review::new(&self.review, reader)?;
        let number = match self.build.as_deref() {
            None | Some("latest") => Value::Null,
            Some(number) => Value::Text(number.to_owned()),
        };
        let candidates = chosen.records(reader, include_str!("../../../../sql/queries/submission_candidates.sql"), &[number])?;
        let mut plan = Plan::default();
        for record in candidates.iter() {
            match self.entry(record, &review) {
                Ok(entry) => plan.entries.push(entry),
                Err(left) => plan.left_out.push(*left),
            }
        }
        review.check(reader, &mut plan)?;
        for record in chosen.records(reader, include_str!("../../../../sql/queries/version_places.sql"), &[])?.iter() {
            if !record.is("editable") {
                plan.left_out.push(in_no_preparation(record));
            }
        }
        Ok(plan)
    }

    fn judge(&self, workspace: &Workspace, reader: &Reader, plan: &mut Plan) -> Result<()> {
        if !self.unchecked {
            let blockers = blockers(workspace)?;
            plan.leave_out(|entry| {
                let place = &entry.place;
                let concerns = |platform: &Option<String>| platform.is_none() || *platform == place.platform;
                let mut found = blockers.iter().filter(|blocker| {
                    (&blocker.account, &blocker.app_id) == (&place.account, &place.app_id) && concerns(&blocker.platform)
                });
                let first: Vec<_> = found.by_ref().take(FINDINGS).collect();
                let more = found.count();
                let mut reasons: Vec<String> = first.iter().map(|blocker| format!("{}: {}", blocker.check, blocker.message)).collect();
                reasons.extend((more > 0).then(|| format!("and {}", count(more as u64, "further finding"))));
                let fix = first.first()?.fix.clone();
                Some(LeftOut { place: place.clone(), why: Why::Finding, reasons, fix })
            });
        }
        let objections = objections(workspace, reader)?;
        plan.leave_out(|entry| {
            let found = objections.iter().find(|objection| objection.concerns(&entry.place))?;
            Some(LeftOut::new(entry.place.clone(), Why::Policy, found.reason.clone()))
        });
        let of_client = workspace.config().submit.at_most_per_client.map(|number| AtMost { number, per_client: true });
        // What is said on the command line is stronger than the file, each kind for itself.
        let is_per_client = self.at_most.is_some_and(|limit| limit.per_client);
        for limit in [of_client.filter(|_| !is_per_client), self.at_most].into_iter().flatten() {
            let mut counter = limit.counter();
            plan.leave_out(|entry| counter(&entry.place).map(|reason| LeftOut::new(entry.place.clone(), Why::Limit, reason)));
        }
        Ok(())
    }

    fn sends(&self) -> Sends {
        Sends::Everything
    }

    fn waits(&self) -> bool {
        self.wait && !self.no_wait
    }
}

/// Findings of one version that are shown.
const FINDINGS: usize = 3;

impl SubmitArgs {
    /// What is done with a version, or why it is left out.
    fn entry(&self, record: Record<'_>, review: &Review) -> std::result::Result<Entry, Box<LeftOut>> {
        let place = Place::of(record);
        let wrong = |reason: String| Box::new(LeftOut::new(place.clone(), Why::Finding, reason));
        let (pk, id) = (record.integer("version_pk").unwrap_or_default(), record.name("id"));
        let mut sql = Vec::new();

        let (mut build, mut encryption) = (record.text("build_number").or_else(|| record.text("build")), record.integer("encryption"));
        let newest = record.text("wanted_build_number");
        if let Some(wanted) = &self.build {
            let version = place.version.as_deref().unwrap_or_default();
            let found = record.text("wanted_build").ok_or_else(|| {
                let build = if wanted == "latest" { "no usable build".to_owned() } else { format!("no usable build {wanted}") };
                wrong(format!("there is {build} of version {version}"))
            })?;
            if record.text("build").as_ref() != Some(&found) {
                sql.push(format!("UPDATE versions SET build = {} WHERE pk = {pk};", literal(&found)));
            }
            (build, encryption) = (newest.clone(), record.integer("wanted_encryption"));
        }
        if let Some(answer) = self.encryption {
            let answer = i64::from(answer == Encryption::Uses);
            match encryption {
                Some(given) if given != answer => {
                    return Err(wrong(format!(
                        "its build {} has the other answer on encryption already, and Apple takes one",
                        build.as_deref().unwrap_or_default()
                    )));
                }
                Some(_) => {}
                None => sql.push(format!(
                    "UPDATE builds SET uses_non_exempt_encryption = {answer} WHERE id = (SELECT build FROM versions WHERE pk = {pk});"
                )),
            }
        }
        if !review.sets.is_empty() {
            sql.extend(
                (!record.is("has_review_details")).then(|| format!("INSERT INTO review_details(version_id) VALUES({});", literal(&id))),
            );
            sql.push(format!("UPDATE review_details SET {} WHERE version_id = {};", review.sets.join(", "), literal(&id)));
        }
        sql.extend(self.release.as_ref().map(|release| release.sql(pk)));
        let phase = record.text("phased_release_state");
        let is_phased = phase.is_some() || (self.phased && !record.is("is_first"));
        if is_phased && phase.is_none() {
            sql.push(format!("INSERT INTO phased_releases(version_id, state) VALUES({}, 'ACTIVE');", literal(&id)));
        }
        let (deed, rows) = hand_in(record, &mut sql);

        let release = self.release.as_ref().map_or_else(|| release(record), |release| Some(release.said()));
        let facts = vec![
            ("build", build.clone().into()),
            ("newer_build", newest.filter(|newest| self.build.is_none() && Some(newest) != build.as_ref()).into()),
            ("release", release.map(|release| if is_phased { format!("{release}, phased") } else { release }).into()),
        ];
        Ok(Entry { place, deed, facts, sql: sql.join("\n"), rows, ..Entry::default() })
    }
}

/// Adds what stages the submission itself, and says what it is.
fn hand_in(record: Record<'_>, sql: &mut Vec<String>) -> (String, std::collections::BTreeSet<(i64, i64)>) {
    let version = literal(&record.name("id"));
    let Some(pk) = record.integer("submission_pk") else {
        let (app, platform) = (literal(&record.name("app_id")), literal(&record.name("platform")));
        sql.push(format!("INSERT INTO submissions(app_id, platform, version, submitted) VALUES({app}, {platform}, {version}, 1);"));
        return ("create a submission".into(), std::collections::BTreeSet::new());
    };
    let id = literal(&record.name("submission_id"));
    let is_rejected = record.text("submission_state").as_deref() == Some("UNRESOLVED_ISSUES");
    let is_new = record.name("submission_id").starts_with('~');
    let [items, rejected] = ["items", "rejected"].map(|column| record.integer(column).unwrap_or_default());
    let others = items - i64::from(record.is("is_item") && items > 0);
    let with = if others > 0 { format!(", with {}", count(others, "other item")) } else { String::new() };
    if is_rejected && rejected > 0 {
        sql.push(format!("UPDATE submission_items SET resolved = 1 WHERE submission_id = {id} AND state = 'REJECTED';"));
    }
    if !record.is("is_item") {
        sql.push(format!("INSERT INTO submission_items(submission_id, version) VALUES({id}, {version});"));
    }
    sql.push(format!("UPDATE submissions SET submitted = 1 WHERE pk = {pk};"));
    let deed = match (is_rejected, is_new) {
        (true, _) => "resolve and submit again",
        (_, true) => "create the staged submission",
        _ => "reuse the draft",
    };
    // What is staged already goes along, too.
    let code = catalog().resource("submissions").map_or(0, |resource| resource.code);
    (format!("{deed}{with}"), [(code, pk)].into())
}

/// How a version is to be released as it is.
fn release(record: Record<'_>) -> Option<String> {
    Some(match record.text("release_type")?.as_str() {
        "MANUAL" => "manual".into(),
        "AFTER_APPROVAL" => "automatic".into(),
        _ => format!("from {}", record.name("earliest_release_date")),
    })
}

/// Why a platform without a version in preparation is left out.
fn in_no_preparation(record: Record<'_>) -> LeftOut {
    let place = Place::of(record);
    let state = place.state.clone().unwrap_or_default();
    let (why, reason) = match state.as_str() {
        _ if record.text("ending").as_deref() == Some("CANCELING") => (Why::UnderWay, "being cancelled".to_owned()),
        "WAITING_FOR_REVIEW" => (Why::State, "waiting for review already".into()),
        "IN_REVIEW" => (Why::State, "in review already".into()),
        "READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION" => (Why::State, "nothing is in preparation".into()),
        "PENDING_DEVELOPER_RELEASE" => (Why::State, "approved: `fleet release` releases it".into()),
        "WAITING_FOR_EXPORT_COMPLIANCE" => (Why::State, "Apple waits for export compliance documents".into()),
        state => (Why::State, state.to_owned()),
    };
    let place = if reason.starts_with("nothing") { Place { version: None, ..place } } else { place };
    LeftOut::new(place, why, reason)
}

/// What the reviewer shall be told.
#[derive(Default)]
struct Review {
    /// `field = expression`, over the rows of `review_details`.
    sets: Vec<String>,
    /// What a template names and must not be empty: the name, and its expression.
    needs: Vec<(String, String)>,
}

impl Review {
    fn new(words: &[String], reader: &Reader) -> Result<Self> {
        let mut review = Self::default();
        if words.is_empty() {
            return Ok(review);
        }
        let names = Names::of(reader, "review_details")?;
        for word in words {
            let (field, value) = word.split_once('=').ok_or_else(|| FleetError::input(format!("`{word}` is not FIELD=VALUE")))?;
            let fields = || {
                catalog().resource("review_details").into_iter().flat_map(|resource| &resource.fields).filter(|field| field.is_updatable())
            };
            if !fields().any(|known: &Field| known.name == field) {
                let known: Vec<&str> = fields().map(|field| field.name.as_str()).collect();
                let hint = did_you_mean(field, known.iter().copied()).unwrap_or_else(|| format!("there are {}", known.join(", ")));
                return Err(FleetError::input(format!("review details have no field `{field}`")).hint(hint));
            }
            let template = template::compile(value, &names)?;
            review.sets.push(format!("{field} = {}", template.sql));
            review.needs.extend(template.needs);
        }
        Ok(review)
    }

    /// Leaves out what a template would leave a hole in.
    fn check(&self, reader: &Reader, plan: &mut Plan) -> Result<()> {
        for (name, expression) in &self.needs {
            let sql =
                format!("SELECT (SELECT pk FROM versions_mirror WHERE id = version_id) FROM review_details WHERE {expression} IS NULL");
            let empty: Vec<Value> = reader.query(&sql, &[])?.rows.into_iter().filter_map(|row| row.into_iter().next()).collect();
            plan.leave_out(|entry| {
                let is_empty = entry.place.version_pk.is_some_and(|pk| empty.contains(&Value::Integer(pk)));
                is_empty.then(|| LeftOut::new(entry.place.clone(), Why::Finding, format!("`{{{name}}}` of --review is empty for it")))
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Release;

    #[test]
    fn a_release_is_a_word_or_a_date() {
        assert_eq!("manual".parse(), Ok(Release::Manual));
        assert_eq!("2027-01-31T09:00:00Z".parse(), Ok(Release::At("2027-01-31T09:00:00Z".into())));
        assert!("yesterday".parse::<Release>().is_err() && "2d".parse::<Release>().is_err() && "soon".parse::<Release>().is_err());
    }
}
