//! Campaigns: what is left of a piece of work over the whole fleet, by a query of fleet.toml, and how it goes on.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _, Unit};
use store::{Reader, Store, Table, Value};

use crate::config::CampaignConfig;
use crate::error::Result;
use crate::output::{Ui, harmless};
use crate::workspace::Workspace;

/// A campaign as it stands.
#[derive(Debug)]
pub(crate) struct Campaign<'a> {
    pub(crate) name: &'a str,
    pub(crate) config: &'a CampaignConfig,
    /// Rows that are still to be done.
    pub(crate) left: i64,
    /// Apps among them, where the query tells them.
    pub(crate) apps: Option<i64>,
    /// What was left on earlier days and today, the oldest first.
    pub(crate) progress: Vec<(Date, i64)>,
    pub(crate) today: Date,
    /// Whether the last row of the progress is what the mirror has still to be told.
    is_news: bool,
}

/// Whether a campaign will be done in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outlook {
    /// Nothing is left.
    Done,
    /// It has only begun, so that nobody can tell.
    Unknown,
    /// Nothing has been done so far.
    Standstill,
    /// It will be done on this day at this pace.
    DoneBy(Date),
}

impl<'a> Campaign<'a> {
    /// Counts what a campaign has left, in the staged world.
    ///
    /// # Errors
    /// Those of its query, which a person wrote.
    pub(crate) fn look(reader: &Reader, name: &'a str, config: &'a CampaignConfig, today: Date) -> Result<Self> {
        let query = config.rows();
        let columns = reader.query(&format!("SELECT * FROM ({query}\n) LIMIT 0"), &[])?.columns;
        let has = |name: &str| columns.iter().any(|column| column == name);
        let apps = match (has("app_id"), has("account")) {
            (true, true) => "count(DISTINCT account || '/' || app_id)",
            (true, false) => "count(DISTINCT app_id)",
            (false, _) => "NULL",
        };
        let counted = reader.query(&format!("SELECT count(*), {apps} FROM ({query}\n)"), &[])?;
        let [left, apps] = [0, 1].map(|index| counted.rows.first().and_then(|row| row[index].as_integer()));
        let left = left.unwrap_or_default();
        let rows = reader.query(include_str!("../../../sql/queries/campaign_progress.sql"), &[Value::Text(name.into())])?.rows;
        let row = |row: &Vec<Value>| Some((row[0].as_text()?.parse().ok()?, row[1].as_integer()?));
        let mut progress: Vec<(Date, i64)> = rows.iter().filter_map(row).filter(|(day, _)| *day <= today).collect();
        let is_news = progress.last() != Some(&(today, left));
        progress.retain(|(day, _)| *day < today);
        progress.push((today, left));
        Ok(Self { name, config, left, apps, progress, today, is_news })
    }

    /// The rows that are left.
    pub(crate) fn rows(&self, reader: &Reader) -> Result<Table> {
        Ok(reader.query(&self.config.rows(), &[])?)
    }

    /// What is left by account and id of the app; nothing where its query does not tell.
    pub(crate) fn left_by_app(&self, reader: &Reader) -> Result<Vec<((String, String), i64)>> {
        if self.apps.is_none() {
            return Ok(Vec::new());
        }
        // A query that tells no account is told it by the id, which no two apps share but those of a team with two keys.
        let sql = format!("SELECT * FROM ({}\n) LIMIT 0", self.config.rows());
        let has_account = reader.query(&sql, &[])?.columns.iter().any(|column| column == "account");
        let account = if has_account { "AND apps.account = of.account" } else { "" };
        let rows = reader.query(
            &format!(
                "SELECT apps.account, apps.id, count(*) FROM ({}\n) AS of JOIN apps ON apps.id = of.app_id {account}
                 GROUP BY 1, 2 ORDER BY 3 DESC, apps.name, 1, 2",
                self.config.rows()
            ),
            &[],
        )?;
        let row = |row: &Vec<Value>| ((row[0].to_string(), row[1].to_string()), row[2].as_integer().unwrap_or_default());
        Ok(rows.rows.iter().map(row).collect())
    }

    /// The first day, and what was left then.
    pub(crate) fn start(&self) -> (Date, i64) {
        self.progress.first().copied().unwrap_or((self.today, self.left))
    }

    /// Days until it is due; none below zero are left.
    pub(crate) fn days_left(&self) -> Option<i64> {
        self.config.due().map(|due| days(self.today, due))
    }

    /// When it will be done, by what was done a day since the start.
    pub(crate) fn outlook(&self) -> Outlook {
        let (since, start) = self.start();
        let (passed, done) = (days(since, self.today), start - self.left);
        match () {
            () if self.left == 0 => Outlook::Done,
            () if passed == 0 => Outlook::Unknown,
            () if done <= 0 => Outlook::Standstill,
            () => {
                let more = (self.left * passed + done - 1) / done;
                self.today.checked_add(more.days()).map_or(Outlook::Standstill, Outlook::DoneBy)
            }
        }
    }

    /// Whether it will be done when it is due; `None` when nobody can tell.
    pub(crate) fn is_in_time(&self) -> Option<bool> {
        let due = self.config.due()?;
        match self.outlook() {
            Outlook::Done => Some(true),
            Outlook::DoneBy(day) => Some(day <= due),
            _ if due < self.today => Some(false),
            Outlook::Standstill => Some(false),
            Outlook::Unknown => None,
        }
    }

    /// One bar a day, of the last days. A day on which nobody looked is as the day before.
    pub(crate) fn sparkline(&self) -> String {
        const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        const DAYS: i64 = 30;
        let most = self.progress.iter().map(|(_, left)| *left).max().unwrap_or_default().max(1);
        let first = self.start().0.max(self.today.checked_sub((DAYS - 1).days()).unwrap_or(self.today));
        let left_on = |day: Date| self.progress.iter().take_while(|(at, _)| *at <= day).last().map_or(0, |(_, left)| *left);
        let bar = |day: Date| {
            let height = (left_on(day) * 8 + most - 1) / most;
            BARS[usize::try_from(height - 1).unwrap_or_default().min(7)]
        };
        first.series(1.day()).take_while(|day| *day <= self.today).map(bar).collect()
    }
}

/// Days from one to the other.
fn days(from: Date, to: Date) -> i64 {
    from.until((Unit::Day, to)).map_or(0, |span| span.get_days().into())
}

/// Today, in UTC: the mirror may be read by people in several countries.
pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// How all campaigns of a workspace stand. A wrong query is told with its campaign and keeps no other from being told.
pub(crate) fn look<'a>(ui: Ui, workspace: &'a Workspace, reader: &Reader) -> Vec<Campaign<'a>> {
    let today = today();
    let look = |(name, config): (&'a String, &'a CampaignConfig)| match Campaign::look(reader, name, config, today) {
        Ok(campaign) => Some(campaign),
        Err(error) => {
            let hint = error.next_step().map(|hint| format!("; {hint}")).unwrap_or_default();
            ui.warn(&harmless(&format!("campaign {name}: {error}{hint}")));
            None
        }
    };
    workspace.config().campaigns.iter().filter_map(look).collect()
}

/// Notes how campaigns stand today, where that is not noted yet. Whoever may not write can look all the same.
pub(crate) fn note(ui: Ui, workspace: &Workspace, reader: &Reader, campaigns: &[Campaign<'_>]) -> Result<()> {
    let news: Vec<_> = campaigns.iter().filter(|campaign| campaign.is_news).collect();
    // A mirror without apps has nothing to do, and that is no progress.
    if news.is_empty() || reader.query("SELECT 1 FROM apps LIMIT 1", &[])?.rows.is_empty() {
        return Ok(());
    }
    let write = || {
        let store = Store::open_existing(&workspace.database())?;
        news.iter().try_for_each(|campaign| store.note_progress(campaign.name, &campaign.today.to_string(), campaign.left))
    };
    if let Err(error) = write() {
        ui.warn(&format!("the progress of the campaigns is not noted: {error}"));
    }
    Ok(())
}

/// Looks at all campaigns and notes how they stand, at the end of a sync.
pub(crate) fn record(ui: Ui, workspace: &Workspace) -> Result<()> {
    if workspace.config().campaigns.is_empty() {
        return Ok(());
    }
    let reader = workspace.reader()?;
    note(ui, workspace, &reader, &look(ui, workspace, &reader))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Campaign, Outlook};
    use crate::config::CampaignConfig;

    fn campaign(config: &CampaignConfig, progress: &[(Date, i64)]) -> (String, Outlook, Option<bool>, Option<i64>) {
        let (today, left) = *progress.last().unwrap();
        let campaign = Campaign { name: "x", config, left, apps: None, progress: progress.to_vec(), today, is_news: false };
        (campaign.sparkline(), campaign.outlook(), campaign.is_in_time(), campaign.days_left())
    }

    #[test]
    fn a_campaign_knows_whether_it_will_make_it() {
        let config = CampaignConfig::new("SELECT 1", Some("2027-01-31"));
        let start = (date(2027, 1, 1), 100);
        let at = |day: i8, left: i64| campaign(&config, &[start, (date(2027, 1, day), left)]);
        // Nobody looked on the days between.
        assert_eq!(at(5, 50), ("████▄".into(), Outlook::DoneBy(date(2027, 1, 9)), Some(true), Some(26)));
        assert_eq!(at(11, 90), ("██████████▇".replace('▇', "█"), Outlook::DoneBy(date(2027, 4, 11)), Some(false), Some(20)));
        assert_eq!(at(3, 100), ("███".into(), Outlook::Standstill, Some(false), Some(28)));
        assert_eq!(at(3, 120).1, Outlook::Standstill, "it may grow");
        assert_eq!(at(31, 0).1, Outlook::Done);
        assert_eq!(at(3, 0), ("██▁".into(), Outlook::Done, Some(true), Some(28)));
        assert_eq!(campaign(&config, &[start]), ("█".into(), Outlook::Unknown, None, Some(30)));
        let late = CampaignConfig::new("SELECT 1", Some("2026-12-31"));
        assert_eq!(campaign(&late, &[start]), ("█".into(), Outlook::Unknown, Some(false), Some(-1)));
        let long: Vec<_> = (0..100).map(|day| (start.0.checked_add(jiff::Span::new().days(day)).unwrap(), 100 - day)).collect();
        assert_eq!(campaign(&config, &long).0.chars().count(), 30);
    }
}
