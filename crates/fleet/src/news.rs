//! What webhooks have told of and nobody has looked at yet.
//!
//! Deliveries name a version or an upload and no app, so the mirror says which app it is. What arrives within a second
//! is looked at together: a submission moves several versions, and each of them is told of.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use dashboard::{Delivery, Event};
use engine::{Account, Selection};
use store::{Store, StoreError, Value};
use tokio::time::Instant;

/// How long further deliveries are waited for.
const TOGETHER: Duration = Duration::from_secs(1);

/// Deliveries that wait to be looked at.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// By place of the account and tier.
    looks: BTreeMap<(usize, Tier), Apps>,
    due: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    States,
    Builds,
}

/// Ids of the apps to look at.
#[derive(Debug, PartialEq, Eq)]
enum Apps {
    Some(BTreeSet<String>),
    All,
}

impl News {
    /// When they are to be looked at; `None` while there are none.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Takes note of a delivery.
    pub(crate) fn take(&mut self, store: &Store, accounts: &[Account], delivery: &Delivery) -> Result<(), StoreError> {
        let (tier, table, id) = match &delivery.event {
            Event::VersionState(id) => (Tier::States, "versions_mirror", id),
            Event::BuildUpload(id) => (Tier::Builds, "builds_mirror", id),
            Event::Ping | Event::Other(_) => return Ok(()),
        };
        let signers = || accounts.iter().enumerate().filter(|(_, account)| delivery.accounts.contains(&account.name));
        for (index, account) in signers() {
            if let Some(app) = app_of(store, table, account.pk, id)? {
                self.add(index, tier, Some(app));
                return Ok(());
            }
        }
        // Something new: only a look at the whole account shows what it belongs to.
        for (index, _) in signers() {
            self.add(index, tier, None);
        }
        Ok(())
    }

    fn add(&mut self, account: usize, tier: Tier, app: Option<String>) {
        self.due.get_or_insert_with(|| Instant::now() + TOGETHER);
        let apps = self.looks.entry((account, tier)).or_insert_with(|| Apps::Some(BTreeSet::new()));
        match (apps, app) {
            (Apps::Some(apps), Some(app)) => drop(apps.insert(app)),
            (apps, None) => *apps = Apps::All,
            (Apps::All, Some(_)) => {}
        }
    }

    /// The fewest looks at them: by place of the account, what is to be synced.
    pub(crate) fn selections(self) -> impl Iterator<Item = (usize, Selection)> {
        self.looks.into_iter().map(|((account, tier), apps)| {
            let apps = match apps {
                Apps::All => None,
                Apps::Some(ids) => {
                    Some(("id IN (SELECT value FROM json_each(?1))".to_owned(), vec![Value::Text(serde_json::json!(ids).to_string())]))
                }
            };
            let selection = match tier {
                Tier::States => Selection::states(),
                Tier::Builds => Selection { tiers: vec!["builds".into()], is_named: true, ..Selection::default() },
            };
            (account, Selection { apps, ..selection })
        })
    }
}

/// Id of the app that a mirrored row hangs from.
fn app_of(store: &Store, table: &str, account: i64, id: &str) -> Result<Option<String>, StoreError> {
    let sql = format!(
        "SELECT a.id FROM {table} AS r JOIN apps_mirror AS a ON a.pk = r.parent WHERE r.id = ?1 AND r.account = ?2 AND a.gone_at IS NULL"
    );
    let table = store.query(&sql, &[Value::Text(id.into()), Value::Integer(account)])?;
    Ok(table.rows.first().and_then(|row| row[0].as_text()).map(ToOwned::to_owned))
}

#[cfg(test)]
mod tests {
    use super::{News, Tier};

    #[test]
    fn what_comes_together_is_looked_at_together() {
        let mut news = News::default();
        assert_eq!(news.due(), None);
        news.add(0, Tier::States, Some("1".into()));
        let due = news.due();
        news.add(0, Tier::States, Some("2".into()));
        news.add(0, Tier::States, Some("1".into()));
        news.add(0, Tier::Builds, Some("1".into()));
        news.add(1, Tier::States, Some("3".into()));
        news.add(1, Tier::States, None);
        news.add(1, Tier::States, Some("3".into()));
        assert_eq!(news.due(), due, "the first one does not wait longer because of the others");
        let looks: Vec<String> = news
            .selections()
            .map(|(account, selection)| {
                let apps = selection.apps.map_or("all".into(), |(_, parameters)| parameters[0].to_string());
                format!("{account} {} {apps}", selection.tiers.join(" "))
            })
            .collect();
        assert_eq!(looks, [r#"0 states ["1","2"]"#, r#"0 builds ["1"]"#, "1 states all"]);
    }
}
