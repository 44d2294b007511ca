//! `fleet doctor`.

use asc::{Client, Document};
use jiff::{SignedDuration, Timestamp};
use store::{Reader, Table, Value};

use crate::budget;
use crate::cli::Context;
use crate::connection::{Connect, Login};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::Ui;
use crate::sentence::{self, count};
use crate::simulator::Simulated;
use crate::workspace::Workspace;

/// Check the setup: files, keys, clock, the way to Apple and what is left of the hour
///
/// Sends one request per account. Ends with 1 if something failed; a warning is no failure.
///
/// Example: `fleet doctor`
#[derive(Debug, clap::Args)]
pub(crate) struct DoctorArgs {
    /// Send nothing
    #[arg(long)]
    offline: bool,
}

/// The cheapest request that needs a good key, a right and an accepted agreement.
const PROBE: &str = "/v1/apps?limit=1&fields[apps]=bundleId";
/// A clock that is off by more makes tokens that Apple may refuse.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(60);
/// A computer that believes it to be earlier has lost its clock: this program is younger.
const NO_EARLIER: Timestamp = Timestamp::constant(1_767_225_600, 0); // 2026-01-01

pub(crate) async fn doctor(context: &Context, args: &DoctorArgs) -> Result<u8> {
    let mut checks = Checks::default();
    checks.add("clock", "this computer's", clock());
    checks.add(
        "budget",
        "limits.db",
        budget::open().map_or_else(|error| Found::warning(&error), |_| Found::ok("shared with all processes")),
    );
    match context.workspace() {
        Ok(workspace) => {
            checks.add("config", "fleet.toml", Found::ok(&count(workspace.config().accounts.len(), "account")));
            checks.add("database", "fleet.db", database(&workspace));
            accounts(&workspace, args, &mut checks).await;
        }
        Err(error) => checks.add("config", "fleet.toml", Found::failed(&error)),
    }
    checks.print(context.ui)?;
    Ok(if checks.0.iter().any(|check| check.found.verdict == Verdict::Failed) { exit_code::FOUND } else { exit_code::DONE })
}

/// What was looked at, in order.
#[derive(Default)]
struct Checks(Vec<Check>);

struct Check {
    what: &'static str,
    subject: String,
    found: Found,
}

/// What was found, and what to do about it.
struct Found {
    verdict: Verdict,
    says: String,
    next_step: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ok,
    Warning,
    Failed,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

impl Found {
    fn new(verdict: Verdict, says: impl Into<String>, next_step: Option<String>) -> Self {
        Self { verdict, says: says.into(), next_step }
    }

    fn ok(says: &str) -> Self {
        Self::new(Verdict::Ok, says, None)
    }

    fn warning(error: &FleetError) -> Self {
        Self::new(Verdict::Warning, in_one_line(error), error.next_step())
    }

    fn failed(error: &FleetError) -> Self {
        Self::new(Verdict::Failed, in_one_line(error), error.next_step())
    }
}

impl Checks {
    fn add(&mut self, what: &'static str, subject: &str, found: Found) {
        self.0.push(Check { what, subject: subject.to_owned(), found });
    }

    fn print(&self, ui: Ui) -> Result<()> {
        let columns = ["check", "subject", "result", "says", "next_step"].map(str::to_owned).to_vec();
        let row = |Check { what, subject, found }: &Check| {
            let text = |text: &str| if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) };
            vec![text(what), text(subject), text(found.verdict.name()), text(&found.says), found.next_step.clone().into()]
        };
        let mut table = Table { columns, rows: self.0.iter().map(row).collect() };
        if !ui.is_for_people() {
            return ui.print_table(&table);
        }
        // Sentences do not fit into a column.
        table.columns.truncate(4);
        table.rows.iter_mut().for_each(|row| row.truncate(4));
        ui.print_table(&table)?;
        let steps = self.0.iter().filter_map(|check| Some((check, check.found.next_step.as_ref()?)));
        for (Check { what, subject, .. }, step) in steps {
            ui.print(&format!("\n{what} {subject}: {step}"))?;
        }
        Ok(())
    }
}

fn clock() -> Found {
    let now = Timestamp::now();
    let says = format!("{now:.0}");
    if now < NO_EARLIER {
        return Found::new(Verdict::Failed, says, Some("set this computer's clock (NTP): tokens are dated".into()));
    }
    Found::ok(&says)
}

fn database(workspace: &Workspace) -> Found {
    let path = workspace.database();
    let damage = match workspace.reader() {
        Ok(_) => Reader::damage(&path).map_err(FleetError::from),
        Err(error) => Err(error),
    };
    match damage {
        Ok(damage) if damage.is_empty() => Found::ok("opens, and is sound"),
        Ok(damage) => {
            let step =
                "keep a copy, then `sqlite3 .fleet/fleet.db .recover` saves what was staged; everything else `fleet sync` fetches again";
            Found::new(Verdict::Failed, damage.join("; "), Some(step.into()))
        }
        Err(error @ FleetError::Store(store::StoreError::Missing(_))) => Found::warning(&error),
        Err(error) => Found::failed(&error),
    }
}

async fn accounts(workspace: &Workspace, args: &DoctorArgs, checks: &mut Checks) {
    let (logins, simulated) = match workspace.logins().await {
        Ok(found) => found,
        Err(error) => return checks.add("simulator", "world", Found::failed(&error)),
    };
    let mut sound = Vec::new();
    for (name, login) in logins {
        let checked = login.and_then(|login| match login.key.check() {
            Ok(()) => Ok(login),
            Err(source) => Err(FleetError::Key { account: name.clone(), source }),
        });
        match checked {
            Ok(login) => {
                checks.add("key", &name, Found::ok(&format!("{} signs", login.key.id())));
                sound.push(login);
            }
            Err(error) => checks.add("key", &name, Found::failed(&error)),
        }
    }
    if !args.offline {
        reach(workspace, sound, checks).await;
    }
    close(simulated).await;
}

/// One request per account, and what it tells of key, agreements, clock and budget.
async fn reach(workspace: &Workspace, logins: Vec<Login>, checks: &mut Checks) {
    let options = Connect { tries: 1, ..Connect::default() };
    for (name, client) in workspace.clients(logins, options) {
        match client {
            Ok(client) => {
                let answer = client.get(PROBE).await;
                checks.add("reach", &name, answered(answer));
                if let Some(skew) = client.skew() {
                    checks.add("clock", &name, skewed(skew));
                }
                checks.add("budget", &name, left(&client));
            }
            Err(error) => checks.add("reach", &name, Found::failed(&error)),
        }
    }
}

fn answered(answer: std::result::Result<Document, asc::Error>) -> Found {
    match answer {
        Ok(document) => match document.total {
            Some(apps) => Found::ok(&format!("answers; {}", count(apps, "app"))),
            None => Found::ok("answers"),
        },
        Err(error) => {
            let is_agreement = error.code().is_some_and(|code| code.starts_with("FORBIDDEN.REQUIRED_AGREEMENTS"));
            let says = if is_agreement { "agreements are missing or have expired".into() } else { sentence::of(&error) };
            let verdict = if matches!(error, asc::Error::BudgetExhausted { .. }) { Verdict::Warning } else { Verdict::Failed };
            Found::new(verdict, says, sentence::hint(&error))
        }
    }
}

fn skewed(skew: SignedDuration) -> Found {
    if skew.abs() <= CLOCK_TOLERANCE {
        return Found::ok("agrees with the server's");
    }
    let says = format!("{:#} {} the server's", skew.abs(), if skew.is_positive() { "behind" } else { "ahead of" });
    Found::new(
        Verdict::Warning,
        says,
        Some("set this computer's clock (NTP); until then every command is refused once and tries again".into()),
    )
}

fn left(client: &Client) -> Found {
    let limit = client.budget().limit();
    match client.budget().remaining() {
        Some(0) => Found::new(Verdict::Warning, format!("0 of {limit} requests left this hour"), Some("wait, or use --wait".into())),
        Some(left) => Found::ok(&format!("{left} of {limit} requests left this hour")),
        None => Found::ok("nothing was sent yet"),
    }
}

async fn close(simulated: Option<Simulated>) {
    if let Some(simulator) = simulated.and_then(|simulated| simulated.embedded) {
        simulator.stop().await;
    }
}

/// The message with its causes.
fn in_one_line(error: &FleetError) -> String {
    std::iter::once(error.to_string()).chain(error.causes()).collect::<Vec<_>>().join(": ")
}
