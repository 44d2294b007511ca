//! `on_change`: the user's command, run for every change of state.
//!
//! What has changed goes in by the environment and as JSON on standard input. Nothing of it ever becomes part of the
//! command: names of apps are other people's text.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use store::Transition;
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::output::Ui;
use crate::sentence;
use crate::workspace::Workspace;

/// How long the command may take for one change.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the command for one change after the other, while the program goes on.
pub(crate) struct Hook(Option<(mpsc::UnboundedSender<Transition>, JoinHandle<()>)>);

/// The command and where it runs.
struct Runner {
    ui: Ui,
    command: String,
    folder: PathBuf,
    patience: Duration,
}

impl Hook {
    /// The hook of a workspace; without `on_change` it does nothing.
    pub(crate) fn of(ui: Ui, workspace: &Workspace) -> Self {
        Self(workspace.config().on_change.clone().map(|command| {
            let runner = Runner { ui, command, folder: workspace.root().into(), patience: PATIENCE };
            let (sender, changes) = mpsc::unbounded_channel();
            (sender, tokio::spawn(runner.run(changes)))
        }))
    }

    /// Runs the command for these changes, soon.
    pub(crate) fn tell(&self, transitions: &[Transition]) {
        if let Some((sender, _)) = &self.0 {
            for transition in transitions {
                // The runner hangs up only when it has panicked, which the runtime has reported.
                drop(sender.send(transition.clone()));
            }
        }
    }

    /// Waits until the command has run for everything it was told of.
    pub(crate) async fn finish(self) {
        if let Some((sender, runner)) = self.0 {
            drop(sender);
            drop(runner.await);
        }
    }
}

impl Runner {
    async fn run(self, mut changes: mpsc::UnboundedReceiver<Transition>) {
        while let Some(transition) = changes.recv().await {
            if let Err(why) = self.once(&transition).await {
                self.ui.warn(&format!("on_change {why}, for {}", sentence::transition(&transition)));
            }
        }
    }

    async fn once(&self, transition: &Transition) -> Result<(), String> {
        let mut child = self.start(transition).map_err(|error| format!("could not be run: {error}"))?;
        match tokio::time::timeout(self.patience, tell(&mut child, transition)).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) => Err(format!("failed with {status}")),
            Ok(Err(error)) => Err(format!("was lost: {error}")),
            Err(_) => {
                kill(child).await;
                Err(format!("was killed after {}", sentence::lasted(self.patience.as_secs().try_into().unwrap_or(i64::MAX))))
            }
        }
    }

    fn start(&self, transition: &Transition) -> std::io::Result<Child> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(&self.command).current_dir(&self.folder).kill_on_drop(true);
        // Our standard output is data; what the command says is talk.
        command.stdin(Stdio::piped()).stdout(Stdio::from(std::io::stderr())).stderr(Stdio::inherit());
        // A group of its own: Ctrl-C is for us, and what the command has started ends with it.
        #[cfg(unix)]
        command.process_group(0);
        for (name, value) in variables(transition) {
            // The system takes no NUL in a variable.
            command.env(name, value.unwrap_or_default().replace('\0', ""));
        }
        command.spawn()
    }
}

/// Hands the change over and waits for the end.
async fn tell(child: &mut Child, transition: &Transition) -> std::io::Result<ExitStatus> {
    if let Some(mut stdin) = child.stdin.take() {
        // A command that does not read has what it needs from the environment.
        drop(stdin.write_all(format!("{}\n", sentence::transition_json(transition)).as_bytes()).await);
    }
    child.wait().await
}

async fn kill(mut child: Child) {
    #[cfg(unix)]
    if let Some(group) = child.id().and_then(|id| rustix::process::Pid::from_raw(id.try_into().ok()?)) {
        // It may have ended by itself.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    drop(child.kill().await);
}

/// A change as variables of the environment; what does not apply is empty.
fn variables(transition: &Transition) -> [(&'static str, Option<&str>); 10] {
    [
        ("FLEET_ACCOUNT", Some(&transition.account)),
        ("FLEET_APP", Some(&transition.app)),
        ("FLEET_APP_ID", Some(&transition.app_id)),
        ("FLEET_BUNDLE_ID", Some(&transition.bundle_id)),
        ("FLEET_RESOURCE", Some(&transition.resource)),
        ("FLEET_ID", Some(&transition.id)),
        ("FLEET_PLATFORM", transition.platform.as_deref()),
        ("FLEET_VERSION", transition.version_string.as_deref()),
        ("FLEET_OLD_STATE", transition.old.as_deref()),
        ("FLEET_NEW_STATE", transition.new.as_deref()),
    ]
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use store::Transition;

    use super::Runner;
    use crate::output::Ui;

    fn transition() -> Transition {
        Transition {
            pk: 1,
            seen_at: 1_800_000_000,
            account: "acme".into(),
            app_id: "1001".into(),
            bundle_id: "com.acme.notes".into(),
            app: "Notes'; touch evil; echo $(touch evil) `touch evil`\0".into(),
            resource: "version".into(),
            id: "v1".into(),
            platform: Some("IOS".into()),
            version_string: None,
            old: Some("WAITING_FOR_REVIEW".into()),
            new: Some("IN_REVIEW".into()),
            held: Some(60),
        }
    }

    fn runner(folder: &Path, command: &str) -> Runner {
        Runner { ui: Ui::new(None, true), command: command.into(), folder: folder.into(), patience: Duration::from_secs(10) }
    }

    #[tokio::test]
    async fn the_command_hears_of_the_change_and_is_not_changed_by_it() {
        let folder = tempfile::tempdir().unwrap();
        let command = r#"printf '%s|' "$FLEET_BUNDLE_ID" "$FLEET_VERSION" "$FLEET_NEW_STATE" "$FLEET_APP" > seen; cat > stdin"#;
        runner(folder.path(), command).once(&transition()).await.unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("seen"), "com.acme.notes||IN_REVIEW|Notes'; touch evil; echo $(touch evil) `touch evil`|");
        let json: serde_json::Value = serde_json::from_str(&read("stdin")).unwrap();
        assert_eq!((&json["old"], &json["held"]), (&"WAITING_FOR_REVIEW".into(), &60.into()));
        assert!(!folder.path().join("evil").exists());
    }

    #[tokio::test]
    async fn a_command_that_fails_or_does_not_read_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(runner(folder.path(), "exit 3").once(&transition()).await.unwrap_err(), "failed with exit status: 3");
        runner(folder.path(), "exec <&-").once(&transition()).await.unwrap();
        let nowhere = runner(&folder.path().join("nowhere"), "true").once(&transition()).await.unwrap_err();
        assert!(nowhere.starts_with("could not be run: "), "{nowhere}");
    }

    /// With everything it has started: the second process would write the file otherwise.
    #[tokio::test]
    async fn a_command_that_hangs_is_killed() {
        let folder = tempfile::tempdir().unwrap();
        let mut hanging = runner(folder.path(), "(read line < fifo; echo late > late) & read line < fifo");
        assert!(std::process::Command::new("mkfifo").arg(folder.path().join("fifo")).status().unwrap().success());
        hanging.patience = Duration::from_millis(300);
        assert_eq!(hanging.once(&transition()).await.unwrap_err(), "was killed after 0 s");
        // Nobody reads any more, so opening it for writing without waiting (O_NONBLOCK) fails.
        let mut options = std::fs::OpenOptions::new();
        std::os::unix::fs::OpenOptionsExt::custom_flags(options.write(true), if cfg!(target_os = "linux") { 0o4000 } else { 4 });
        let deadline = std::time::Instant::now() + Duration::from_secs(10);
        while options.open(folder.path().join("fifo")).is_ok() {
            assert!(std::time::Instant::now() < deadline, "what it had started still runs");
            tokio::task::yield_now().await;
        }
    }
}
