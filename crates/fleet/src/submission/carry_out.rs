//! From a task to what became of it: look, plan, stage, judge, ask, push, wait.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::{AccountFailure, PushOptions, PushReport};
use store::catalog::catalog;
use store::{PushLock, Sealing, StagedField, Store, Value};

use crate::author::author;
use crate::checks;
use crate::cli::Context;
use crate::commands::{failure_code, push_code, send, warn_failures};
use crate::connection::{Connect, Connection};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::hook::Hook;
use crate::output::Ui;
use crate::push_report;
use crate::secret::Places;
use crate::submission::chosen::{Records, json};
use crate::submission::consent::{ask, must_be_askable};
use crate::submission::look::look;
use crate::submission::wait::wait;
use crate::submission::{Chosen, Entry, ErrandArgs, LeftOut, Plan, Sends, Task, Why};
use crate::workspace::Workspace;

/// Carries a task out, or shows what it would do.
pub(crate) async fn carry_out(context: &Context, args: &ErrandArgs, task: &dyn Task) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    let mut store = workspace.existing_store()?;
    let chosen = args.chosen(&workspace.reader()?, &[])?;
    if !args.dry_run {
        must_be_askable(args.yes, task.done())?;
    }
    // Nobody pushes what is staged only to be judged.
    let lock = store.lock_push()?;
    if let Some(unfinished) = store.unfinished()?.first() {
        let waits = if unfinished.is_paused {
            ("waits after its first apps", "fleet push --continue")
        } else {
            ("is not sent to its end", "fleet push")
        };
        return Err(FleetError::input(format!("changeset {} {}", unfinished.pk, waits.0)).hint(format!("`{}` sends the rest", waits.1)));
    }
    if args.dry_run {
        let plan = prepare(&workspace, &mut store, task, &chosen)?;
        store.take_back(plan.entries.iter().rev().map(|entry| &entry.reversal))?;
        plan.print_as(ui, None)?;
        return Ok(if plan.has_findings() { exit_code::FOUND } else { exit_code::DONE });
    }
    let mut connection = workspace.connect(&mut store, Connect::default()).await?;
    let hook = Hook::of(ui, &workspace);
    let outcome = async {
        connection.keep(&accounts_of(&store, &chosen)?)?;
        Errand { ui, workspace: &workspace, store: &mut store, lock: &lock, connection: &connection, args, task, hook: &hook }.run().await
    }
    .await;
    hook.finish().await;
    connection.close().await;
    checks::refresh(&workspace, &mut store, ui);
    outcome
}

/// Names of the accounts of the chosen apps.
fn accounts_of(store: &Store, chosen: &Chosen) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT account FROM apps WHERE pk IN (SELECT value FROM json_each(?1)) ORDER BY 1";
    Ok(store.query(sql, &[chosen.apps()])?.rows.iter().map(|row| row[0].to_string()).collect())
}

/// Plans, stages what the plan says and judges it. What is left out is not staged any more.
fn prepare(workspace: &Workspace, store: &mut Store, task: &dyn Task, chosen: &Chosen) -> Result<Plan> {
    let mut plan = task.plan(&workspace.reader()?, chosen)?;
    let outcomes = store.stage_each(plan.entries.iter().map(|entry| entry.sql.as_str()))?;
    let mut refused = Vec::new();
    for (entry, outcome) in plan.entries.iter_mut().zip(outcomes) {
        match outcome {
            Ok(reversal) => {
                entry.rows.extend(reversal.rows());
                entry.reversal = reversal;
                refused.push(None);
            }
            Err(message) => refused.push(Some(message)),
        }
    }
    let judged = (|| {
        let mut refused = refused.into_iter();
        plan.leave_out(|entry| refused.next().flatten().map(|message| LeftOut::new(entry.place.clone(), Why::Finding, message)));
        task.judge(workspace, &workspace.reader()?, &mut plan)?;
        leave_out_problems(store, task, &mut plan)?;
        price(store, task, &mut plan)
    })();
    store.take_back(plan.withdrawn.iter().rev())?;
    if judged.is_err() {
        store.take_back(plan.entries.iter().rev().map(|entry| &entry.reversal))?;
    }
    judged.map(|()| plan)
}

/// Leaves out what Apple would refuse as it is staged.
fn leave_out_problems(store: &Store, task: &dyn Task, plan: &mut Plan) -> Result<()> {
    let problems = store.problems()?;
    plan.leave_out(|entry| {
        let concerns = |problem: &&store::Problem| {
            let code = catalog().resource(&problem.resource).map_or(0, |resource| resource.code);
            let is_of_app = problem.account == entry.place.account && problem.app_id == entry.place.app_id;
            is_of_app && (task.sends() == Sends::Everything || entry.rows.contains(&(code, problem.pk)))
        };
        let reasons: Vec<String> = problems.iter().filter(concerns).map(|problem| format!("Apple would refuse {problem}")).collect();
        (!reasons.is_empty()).then(|| LeftOut {
            place: entry.place.clone(),
            why: Why::Finding,
            reasons,
            fix: Some("fleet diff --check".into()),
        })
    });
    Ok(())
}

/// Reckons what the plan costs, entry by entry.
fn price(store: &Store, task: &dyn Task, plan: &mut Plan) -> Result<()> {
    let (apps, rows) = meant(task, plan);
    let sealing = Sealing { apps: Some(&apps), rows: rows.as_ref(), ..Sealing::default() };
    let staged: Vec<StagedField> = store.staged_fields()?.into_iter().filter(|field| sealing.holds(field)).collect();
    let (steps, _) = engine::compile(&staged);
    let (reads, writes) = engine::price(store, &steps, task.max_age())?;
    (plan.reads, plan.writes) = (reads, writes);
    let own: BTreeSet<(i64, i64)> = plan.entries.iter().flat_map(|entry| entry.rows.iter().copied()).collect();
    let mut of_app: BTreeMap<i64, Vec<&engine::SealedStep>> = BTreeMap::new();
    for step in &steps {
        of_app.entry(step.app).or_default().push(step);
    }
    let mut told = BTreeSet::new();
    for entry in &mut plan.entries {
        let steps = of_app.get(&entry.place.app_pk).map(Vec::as_slice).unwrap_or_default();
        entry.requests = steps.iter().filter(|step| entry.rows.contains(&(step.resource, step.pk))).count();
        let is_first = told.insert(entry.place.app_pk);
        let others = steps.iter().filter(|step| !own.contains(&(step.resource, step.pk)));
        entry.before = if is_first { others.count() } else { 0 };
    }
    Ok(())
}

/// Apps and rows of which something is sent.
fn meant(task: &dyn Task, plan: &Plan) -> (BTreeSet<i64>, Option<BTreeSet<(i64, i64)>>) {
    let rows = plan.entries.iter().flat_map(|entry| entry.rows.iter().copied()).collect();
    (plan.apps(), (task.sends() == Sends::Itself).then_some(rows))
}

/// A task on its way.
struct Errand<'a> {
    ui: Ui,
    workspace: &'a Workspace,
    store: &'a mut Store,
    lock: &'a PushLock,
    connection: &'a Connection,
    args: &'a ErrandArgs,
    task: &'a dyn Task,
    hook: &'a Hook,
}

impl Errand<'_> {
    async fn run(mut self) -> Result<u8> {
        let failures = look(self.ui, self.store, self.connection, self.args, self.task, self.hook).await?;
        warn_failures(self.ui, &failures);
        if self.connection.stop.is_stopped() {
            return Ok(exit_code::INTERRUPTED);
        }
        let unread: Vec<String> = failures.iter().map(|failure| failure.account.clone()).collect();
        let chosen = self.args.chosen(&self.workspace.reader()?, &unread)?;
        let plan = prepare(self.workspace, self.store, self.task, &chosen)?;
        if plan.entries.is_empty() {
            plan.print_as(self.ui, None)?;
            let waits = self.task.waits() && self.wait(&plan).await? > 0;
            return Ok(code(&plan, &failures, if waits { exit_code::PARTIAL } else { exit_code::DONE }));
        }
        let staged: Vec<_> = plan.entries.iter().map(|entry| entry.reversal.clone()).collect();
        let outcome = self.send(plan, &failures).await;
        // Of what is on its way nothing is in the staging area any more; of what was declined, or failed before, it is.
        if !matches!(outcome, Ok(Some(_))) {
            self.store.take_back(staged.iter().rev())?;
        }
        match outcome? {
            Some(code) => Ok(code),
            None => Err(FleetError::input(format!("nothing was {}", self.task.done())).hint("what was staged for it is taken back")),
        }
    }

    /// Asks, pushes and waits; `None` if the answer is no.
    async fn send(&mut self, mut plan: Plan, failures: &[AccountFailure]) -> Result<Option<u8>> {
        let is_for_people = self.ui.is_for_people();
        if is_for_people || !self.args.yes {
            plan.print(if is_for_people { self.ui } else { self.ui.for_people() })?;
        } else {
            plan.tell_left_out(self.ui);
        }
        if !self.args.yes && !ask(self.ui, &self.task.meaning(plan.entries.len()), &self.connection.stop).await {
            return Ok(None);
        }
        let report = self.push(&plan).await?;
        let is_waiting = self.task.waits() && self.wait(&plan).await? > 0;
        self.note_states(&mut plan)?;
        if is_for_people {
            self.ui.print(&push_report::summary(&report))?;
            self.ui.print(&states(&plan))?;
        } else {
            plan.print_as(self.ui, Some(&push_report::to_json(&report)))?;
        }
        push_report::tell(self.ui, &report);
        if is_waiting {
            self.ui.warn("Apple is not done yet; `fleet sync` shows how far it is");
        }
        if self.connection.stop.is_stopped() && report.left > 0 {
            return Ok(Some(exit_code::INTERRUPTED));
        }
        let sent = push_code(&report);
        Ok(Some(code(&plan, failures, if sent == exit_code::DONE && is_waiting { exit_code::PARTIAL } else { sent })))
    }

    /// Sends exactly what the plan says: a changeset like any other, with which `fleet push` continues after a crash.
    async fn push(&mut self, plan: &Plan) -> Result<PushReport> {
        let (apps, rows) = meant(self.task, plan);
        let sealing = Sealing {
            title: self.args.message.as_deref(),
            author: &author(),
            apps: Some(&apps),
            rows: rows.as_ref(),
            ..Sealing::default()
        };
        let changeset = match engine::seal(self.store, sealing, None) {
            Ok(changeset) => changeset.pk,
            Err(error) if error.is_nothing_staged() => return Ok(PushReport::default()),
            Err(error) => return Err(error.into()),
        };
        let options = PushOptions {
            max_age: self.task.max_age(),
            canary: None,
            secrets: Arc::new(Places(self.workspace.root().into())),
            stop: self.connection.stop.clone(),
        };
        send(self.ui, self.store, self.lock, &self.connection.accounts, changeset, options).await
    }

    /// Waits for what is under way, also of what was left out because it is.
    async fn wait(&mut self, plan: &Plan) -> Result<usize> {
        let left = plan.left_out.iter().filter(|left| left.why == Why::UnderWay).map(|left| &left.place);
        let places = plan.entries.iter().map(|entry| &entry.place).chain(left);
        wait(self.ui, self.store, self.connection, &places.collect::<Vec<_>>(), self.task.patience(), self.hook).await
    }

    /// Notes in what state everything is now, by Apple's answers.
    fn note_states(&self, plan: &mut Plan) -> Result<()> {
        let versions: Vec<i64> = plan.entries.iter().filter_map(|entry| entry.place.version_pk).collect();
        let found = Records(self.store.query(include_str!("../../../../sql/queries/outcome_states.sql"), &[json(&versions)])?);
        for entry in &mut plan.entries {
            let Some(record) = found.iter().find(|record| record.integer("version_pk") == entry.place.version_pk) else { continue };
            entry.place.state = record.text("state");
            entry.states = vec![
                ("submission_state", record.value("submission_state")),
                ("phased_release_state", record.value("phased_release_state")),
            ];
        }
        Ok(())
    }
}

/// `57 WAITING_FOR_REVIEW, 1 READY_FOR_REVIEW (Acme Chess IOS 1.0)`
fn states(plan: &Plan) -> String {
    let mut groups: Vec<(String, Vec<&Entry>)> = Vec::new();
    for entry in &plan.entries {
        let is_phase = entry.facts.iter().any(|(name, _)| *name == "phase");
        let phase = entry.states.iter().find(|(name, value)| is_phase && *name == "phased_release_state" && *value != Value::Null);
        let phase = phase.map(|(_, value)| format!(", phased release {value}")).unwrap_or_default();
        let state = format!("{}{phase}", entry.place.state.as_deref().unwrap_or("no version"));
        match groups.iter_mut().find(|(known, _)| *known == state) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((state, vec![entry])),
        }
    }
    groups.sort_by_key(|(_, entries)| std::cmp::Reverse(entries.len()));
    let named = |(place, (state, entries)): (usize, &(String, Vec<&Entry>))| {
        // Most are where they should be; of the others it matters which they are.
        let names: Vec<String> = entries.iter().take(3).map(|entry| entry.place.name()).collect();
        let more = if entries.len() > names.len() { format!(" and {} more", entries.len() - names.len()) } else { String::new() };
        if place == 0 { format!("{} {state}", entries.len()) } else { format!("{} {state} ({}{more})", entries.len(), names.join(", ")) }
    };
    groups.iter().enumerate().map(named).collect::<Vec<_>>().join("; ")
}

/// What was sent decides; if all of it was, so do findings and accounts that could not be read.
fn code(plan: &Plan, failures: &[AccountFailure], sent: u8) -> u8 {
    match sent {
        exit_code::DONE if !failures.is_empty() && plan.entries.is_empty() => failure_code(failures),
        exit_code::DONE if !failures.is_empty() => exit_code::PARTIAL,
        exit_code::DONE if plan.has_findings() => exit_code::FOUND,
        code => code,
    }
}
