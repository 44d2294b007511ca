//! Where apps are sold, as it is staged.

use std::collections::{BTreeMap, BTreeSet};

use store::{Reader, Value};

use crate::error::Result;
use crate::selection::AppArgs;

/// Where an app is sold.
#[derive(Debug)]
pub(crate) struct Availability {
    pub(crate) app: String,
    pub(crate) app_id: String,
    /// Whether it will be sold in territories that are yet to come; `None`: nobody knows.
    pub(crate) in_new_territories: Option<bool>,
    /// When Apple was last asked; `None`: never.
    pub(crate) read_at: Option<i64>,
    /// Row and whether it is sold there, by territory; none when that was never set.
    pub(crate) territories: BTreeMap<String, (i64, bool)>,
    /// Where it is to be sold for the first time, if that is staged.
    pub(crate) first: Option<BTreeSet<String>>,
    pub(crate) is_staged: bool,
}

impl Availability {
    /// Of the apps that are meant.
    pub(crate) fn read(reader: &Reader, apps: &AppArgs) -> Result<Vec<Self>> {
        apps.check(reader)?;
        let (condition, parameters) = apps.rows_of("t");
        let sql = include_str!("../../../sql/queries/territory_availability.sql").replace("{apps}", &condition);
        let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
        let mut territories: BTreeMap<(String, String), BTreeMap<String, (i64, bool)>> = BTreeMap::new();
        let mut staged = BTreeSet::new();
        for row in reader.query(&sql, &parameters)?.rows {
            let app = (text(&row[0]), text(&row[1]));
            if row[5] == Value::Integer(1) {
                staged.insert(app.clone());
            }
            let sold = (row[2].as_integer().unwrap_or_default(), row[4] == Value::Integer(1));
            territories.entry(app).or_default().insert(text(&row[3]), sold);
        }
        let (condition, parameters) = apps.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
        let sql = include_str!("../../../sql/queries/availability.sql").replace("{apps}", &condition);
        let availability = |row: &Vec<Value>| {
            let app = (text(&row[2]), text(&row[3]));
            let first: Option<BTreeSet<String>> = row[6].as_text().and_then(|territories| serde_json::from_str(territories).ok());
            Self {
                territories: territories.remove(&app).unwrap_or_default(),
                is_staged: first.is_some() || staged.contains(&app),
                app: text(&row[1]),
                app_id: app.1,
                in_new_territories: row[4].as_integer().map(|yes| yes == 1),
                read_at: row[5].as_integer(),
                first,
            }
        };
        Ok(reader.query(&sql, &parameters)?.rows.iter().map(availability).collect())
    }

    /// Where it is sold.
    pub(crate) fn sold_in(&self) -> BTreeSet<&str> {
        let sold = self.territories.iter().filter(|(_, (_, is_sold))| *is_sold).map(|(territory, _)| territory.as_str());
        sold.chain(self.first.iter().flatten().map(String::as_str)).collect()
    }
}
