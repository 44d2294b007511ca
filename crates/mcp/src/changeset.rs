//! Staging, in a changeset that is an assistant's and nobody else's.

use std::path::Path;

use rmcp::model::CallToolResult;
use serde_json::json;
use store::{ASSISTANT as TITLE, Store, StoreError};

use crate::answer;

/// What is not staged here: it submits, releases or ends something, sends Apple elsewhere, or takes back what others did.
const BARRED: [&str; 7] = ["submissions", "submission_items", "release_requests", "phased_releases", "webhooks", "changes", "conflicts"];

/// The longest reason.
const LONGEST: usize = 500;

/// Stages SQL with a reason.
pub(crate) fn stage(mirror: &Path, sql: &str, why: &str) -> CallToolResult {
    let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
    if why.is_empty() {
        return answer::refusal(
            "there is no reason for the change",
            Some("say in `message` what it is for; whoever reviews it reads that"),
        );
    }
    let staged = || -> Result<CallToolResult, StoreError> {
        let mut store = Store::open_existing(mirror)?;
        store.bar(&BARRED);
        let title = match own_title(&store)? {
            Ok(title) => title,
            Err(refusal) => return Ok(refusal),
        };
        let staging = store.stage(sql)?;
        let title = joined(title.as_deref(), &why);
        if store.staged_count()? > 0 {
            store.name_changeset(&title)?;
        }
        let problems: Vec<String> = store.problems()?.iter().take(20).map(ToString::to_string).collect();
        Ok(answer::data(&json!({
            "staged": staging.staged, "unstaged": staging.unstaged, "rows": staging.rows, "apps": staging.apps,
            "title": title, "refused_by_apple": problems,
            "next": "call `diff`, then ask the person to review with `fleet diff` and send with `fleet push`",
        })))
    };
    staged().unwrap_or_else(|error| answer::of_store(&error))
}

/// Nothing, if what is staged may be changed here.
pub(crate) fn refusal(mirror: &Path) -> Option<CallToolResult> {
    match Store::open_existing(mirror).and_then(|store| own_title(&store)) {
        Ok(Ok(_)) => None,
        Ok(Err(refusal)) => Some(refusal),
        Err(error) => Some(answer::of_store(&error)),
    }
}

/// The title of what is staged, if it is an assistant's; none where nothing is staged; a refusal where it is somebody's.
fn own_title(store: &Store) -> Result<Result<Option<String>, CallToolResult>, StoreError> {
    let staged = store.staged_count()?;
    if staged == 0 {
        return Ok(Ok(None));
    }
    let open = store.query("SELECT title FROM changesets WHERE status = 'open'", &[])?;
    let title = open.rows.first().and_then(|row| row[0].as_text()).filter(|title| title.starts_with(TITLE));
    Ok(match title {
        Some(title) => Ok(Some(title.to_owned())),
        None => Err(answer::refusal(
            &format!("{staged} changes are staged that a person made, and an assistant's go into a changeset of their own"),
            Some("ask the person to run `fleet push`, `fleet changeset export FILE` or `fleet changeset discard` first"),
        )),
    })
}

/// The reasons of everything that was staged one after the other.
fn joined(title: Option<&str>, why: &str) -> String {
    let title = match title {
        Some(title) if title[TITLE.len()..].split("; ").any(|known| known == why) => title.to_owned(),
        Some(title) => format!("{title}; {why}"),
        None => format!("{TITLE}{why}"),
    };
    if title.chars().count() <= LONGEST { title } else { title.chars().take(LONGEST - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn reasons_are_joined_and_bounded() {
        let first = joined(None, "new year");
        assert_eq!(first, "Assistant: new year");
        assert_eq!(joined(Some(&first), "new year"), first);
        assert_eq!(joined(Some(&first), "keywords"), "Assistant: new year; keywords");
        assert_eq!(joined(None, &"x".repeat(1_000)).chars().count(), 500);
    }
}
