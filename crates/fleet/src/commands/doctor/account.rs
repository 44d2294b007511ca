//! Accounts: the files of their keys, what they may do, and whether they reach their server.

use asc::{Client, Document};
use jiff::SignedDuration;

use super::{Checks, Found, Verdict};
use crate::config::AccountConfig;
use crate::connection::{Connect, Login};
use crate::error::FleetError;
use crate::keys;
use crate::sentence::{self, count};
use crate::simulator::Simulated;
use crate::workspace::Workspace;

/// The cheapest request that needs a good key, a right and an accepted agreement.
const PROBE: &str = "/v1/apps?limit=1&fields[apps]=bundleId";
/// A clock that is off by more makes tokens that Apple may refuse.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(60);
/// What a key needs.
const ROLES: &str = "make a key with the role App Manager or Admin in App Store Connect > Users and Access > Integrations; Developer and \
                     Marketing read listings, and Marketing changes pictures";

pub(super) async fn look(workspace: &Workspace, offline: bool, checks: &mut Checks) {
    let (logins, simulated) = match workspace.logins().await {
        Ok(found) => found,
        Err(error) => return checks.add("simulator", "world", Found::failed(&error)),
    };
    let mut sound = Vec::new();
    for (name, login) in logins {
        if let Some(found) = workspace.config().accounts.get(&name).and_then(|account| file(&name, account, workspace)) {
            checks.add("key file", &name, found);
        }
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
    role(workspace, &sound, checks);
    if !offline {
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

fn answered(answer: Result<Document, asc::Error>) -> Found {
    match answer {
        Ok(document) => match document.total {
            Some(apps) => Found::ok(&format!("answers; {}", count(apps, "app"))),
            None => Found::ok("answers"),
        },
        Err(error) => {
            let is_agreement = error.code().is_some_and(|code| code.starts_with("FORBIDDEN.REQUIRED_AGREEMENTS"));
            // An account without a right to look at its apps has none that is of use here.
            let is_role =
                matches!(&error, asc::Error::Refused(refusal) if refusal.status == 403) && !is_agreement && !mentions(&error, "membership");
            if is_role {
                let says = format!("the key's role does not even allow to read the apps: {}", sentence::of(&error));
                return Found::new(Verdict::Failed, says, Some(ROLES.into()));
            }
            let says = if is_agreement { "agreements are missing or have expired".into() } else { sentence::of(&error) };
            let verdict = if matches!(error, asc::Error::BudgetExhausted { .. }) { Verdict::Warning } else { Verdict::Failed };
            Found::new(verdict, says, sentence::hint(&error))
        }
    }
}

fn mentions(error: &asc::Error, word: &str) -> bool {
    matches!(error, asc::Error::Refused(refusal) if refusal.errors.iter().any(|error| error.to_string().contains(word)))
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

/// The file of a key: there, and for nobody else's eyes.
fn file(name: &str, account: &AccountConfig, workspace: &Workspace) -> Option<Found> {
    let path = keys::file(account, workspace.root()).filter(|_| workspace.config().simulator.is_none())?;
    let told = match std::fs::metadata(&path) {
        Ok(told) => told,
        Err(source) => return Some(Found::failed(&FleetError::ReadKey { account: name.into(), path, source })),
    };
    let mode = rights(&told);
    if mode & 0o077 != 0 {
        let says = format!("{} can be read by others: its rights are {mode:04o}", path.display());
        return Some(Found::warn(says, format!("chmod 600 {}", path.display())));
    }
    Some(Found::ok(&format!("{} is for your eyes only", path.display())))
}

#[cfg(unix)]
fn rights(told: &std::fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&told.permissions()) & 0o777
}

/// Elsewhere rights are no numbers.
#[cfg(not(unix))]
fn rights(_told: &std::fs::Metadata) -> u32 {
    0
}

/// What the journal knows of the right to write. To ask Apple would be a request more, and Apple tells no role.
fn role(workspace: &Workspace, logins: &[Login], checks: &mut Checks) {
    let written = workspace.reader().and_then(|reader| Ok(reader.query(include_str!("../../../../../sql/queries/last_write.sql"), &[])?));
    let rows = written.map(|table| table.rows).unwrap_or_default();
    for login in logins {
        let says = match rows.iter().find(|row| row[0].as_text() == Some(&login.name)) {
            Some(row) => format!("may write: Apple took a change on {}", row[1]),
            None => "no change was sent yet; the first push shows whether the key may write".into(),
        };
        checks.add("role", &login.name, Found::ok(&says));
    }
}
