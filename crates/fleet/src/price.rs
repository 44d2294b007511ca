//! What apps cost: schedules of prices as they are staged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Reader, Value};

use crate::error::{FleetError, Result};
use crate::output::harmless;
use crate::selection::AppArgs;

/// The prices of an app.
#[derive(Debug)]
pub(crate) struct Schedule {
    /// Row of the app.
    pub(crate) app_pk: i64,
    pub(crate) app: String,
    pub(crate) account: String,
    pub(crate) app_id: String,
    /// Row of the schedule; `None`: the app has none.
    pub(crate) pk: Option<i64>,
    pub(crate) base_territory: Option<String>,
    pub(crate) prices: Vec<Price>,
    pub(crate) is_staged: bool,
    /// When Apple was last asked; `None`: never.
    pub(crate) read_at: Option<i64>,
}

/// A price that was set by hand, from one day to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Price {
    pub(crate) territory: String,
    #[serde(rename = "price_point")]
    pub(crate) point: String,
    /// Such as `2027-01-31`; `None`: since ever.
    pub(crate) start_date: Option<String>,
    /// The first day on which it is over; `None`: for ever.
    pub(crate) end_date: Option<String>,
}

/// What the mirror knows of price points: by account and id whose they are, what a customer pays, and what is left of it.
#[derive(Debug, Default)]
pub(crate) struct Points(BTreeMap<(String, String), [String; 3]>);

impl Schedule {
    /// Of the apps that are meant.
    pub(crate) fn read(reader: &Reader, apps: &AppArgs) -> Result<Vec<Self>> {
        apps.check(reader)?;
        let (condition, parameters) = apps.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
        let sql = include_str!("../../../sql/queries/price_schedules.sql").replace("{apps}", &condition);
        let rows = reader.query(&sql, &parameters)?.rows;
        let schedule = |row: &Vec<Value>| -> Result<Self> {
            let own = |index: usize| row[index].as_text().map(ToOwned::to_owned);
            let text = |index: usize| own(index).unwrap_or_default();
            // Prices that cannot be read would be lost when others are set.
            let prices = row[6].as_text().map_or(Ok(Vec::new()), serde_json::from_str);
            let prices =
                prices.map_err(|error| FleetError::input(harmless(&format!("the prices of {} cannot be read: {error}", text(1)))))?;
            Ok(Self {
                app_pk: row[0].as_integer().unwrap_or_default(),
                app: text(1),
                account: text(2),
                app_id: text(3),
                pk: row[4].as_integer(),
                base_territory: own(5),
                prices,
                is_staged: row[7] == Value::Integer(1),
                read_at: row[8].as_integer(),
            })
        };
        rows.iter().map(schedule).collect()
    }

    /// What it costs in a territory on a day, by the prices that were set by hand.
    pub(crate) fn on(&self, territory: &str, day: &str) -> Option<&Price> {
        let is_then = |price: &&Price| {
            price.start_date.as_deref().is_none_or(|start| start <= day) && price.end_date.as_deref().is_none_or(|end| day < end)
        };
        self.prices.iter().filter(|price| price.territory == territory).find(is_then)
    }

    /// The prices when a territory gets another one, from a day on or for all time. `is_alone`: no other territory keeps
    /// one of its own.
    pub(crate) fn with(&self, territory: &str, price_point: &str, from: Option<&str>, is_alone: bool) -> Vec<Price> {
        let mut prices = Vec::new();
        for price in &self.prices {
            if price.territory != territory {
                prices.extend((!is_alone).then(|| price.clone()));
                continue;
            }
            // What ends before stays; what is in force then ends; what would begin later does not.
            let Some(from) = from.filter(|from| price.start_date.as_deref().is_none_or(|start| start < *from)) else { continue };
            prices.push(Price { end_date: Some(price.end_date.as_deref().map_or(from, |end| end.min(from)).to_owned()), ..price.clone() });
        }
        prices.push(Price {
            territory: territory.into(),
            point: price_point.into(),
            start_date: from.map(ToOwned::to_owned),
            end_date: None,
        });
        prices.sort_by(|left, right| (&left.territory, &left.start_date).cmp(&(&right.territory, &right.start_date)));
        prices
    }
}

impl Points {
    /// All that are known.
    pub(crate) fn read(reader: &Reader) -> Result<Self> {
        let mut points = BTreeMap::new();
        for row in reader.query(include_str!("../../../sql/queries/price_points.sql"), &[])?.rows {
            let text = |index: usize| row[index].as_text().unwrap_or_default().to_owned();
            points.insert((text(0), text(2)), [1, 3, 4].map(text));
        }
        Ok(Self(points))
    }

    /// What a customer pays for a point and what is left of it.
    pub(crate) fn price(&self, account: &str, id: &str) -> Option<(&str, &str)> {
        if engine::is_free(id) {
            return Some(("0.0", "0.0"));
        }
        self.0.get(&(account.to_owned(), id.to_owned())).map(|[_, price, proceeds]| (price.as_str(), proceeds.as_str()))
    }

    /// Prices, as they are kept, in words: `DEU 4.99, USA 3.99 until 2027-02-01, USA 4.99 from 2027-02-01`; `None` for what
    /// is no such list.
    pub(crate) fn words(&self, account: &str, prices: &str) -> Option<String> {
        let prices: Vec<Price> = serde_json::from_str(prices).ok()?;
        let words = |price: &Price| {
            let amount =
                self.price(account, &price.point).map_or_else(|| format!("price point {}", price.point), |(amount, _)| amount.to_owned());
            let day = |word: &str, day: &Option<String>| day.as_ref().map_or_else(String::new, |day| format!(" {word} {day}"));
            format!("{} {amount}{}{}", price.territory, day("from", &price.start_date), day("until", &price.end_date))
        };
        Some(prices.iter().map(words).collect::<Vec<_>>().join(", "))
    }

    /// The points of an app in a territory: id, what a customer pays, what is left of it.
    pub(crate) fn of_app<'a>(
        &'a self,
        account: &'a str,
        app: &'a str,
        territory: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        let is_meant = move |((owner, id), [of, ..]): &(&(String, String), &[String; 3])| {
            owner == account && of == app && engine::territory_of(id).as_deref() == Some(territory)
        };
        self.0.iter().filter(is_meant).map(|((_, id), [_, price, proceeds])| (id.as_str(), price.as_str(), proceeds.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Points, Price, Schedule};

    fn price(territory: &str, point: &str, start: Option<&str>, end: Option<&str>) -> Price {
        let own = |date: Option<&str>| date.map(ToOwned::to_owned);
        Price { territory: territory.into(), point: point.into(), start_date: own(start), end_date: own(end) }
    }

    #[test]
    fn prices_are_told_in_words() {
        let known = ("acme".to_owned(), "p1".to_owned());
        let points = Points([(known, ["1", "4.99", "3.49"].map(ToOwned::to_owned))].into());
        let prices = [price("USA", "p1", None, Some("2027-02-01")), price("USA", "p2", Some("2027-02-01"), None)];
        let prices = serde_json::to_string(&prices).unwrap();
        let words = "USA 4.99 until 2027-02-01, USA price point p2 from 2027-02-01";
        assert_eq!(points.words("acme", &prices).as_deref(), Some(words));
        assert_eq!((points.words("acme", "[]").as_deref(), points.words("acme", "free")), (Some(""), None));
    }

    #[test]
    fn a_price_takes_the_place_of_those_that_it_covers() {
        let (june, july, may) = ("2027-06-01", "2027-07-01", "2027-05-01");
        let prices = vec![price("JPN", "j", None, None), price("USA", "a", None, Some(june)), price("USA", "b", Some(june), None)];
        let schedule = Schedule {
            app_pk: 1,
            app: "Notes".into(),
            account: "acme".into(),
            app_id: "1".into(),
            pk: Some(1),
            base_territory: Some("USA".into()),
            prices,
            is_staged: false,
            read_at: None,
        };
        let point = |day| schedule.on("USA", day).map(|price| price.point.as_str());
        assert_eq!((point(may), point(june), schedule.on("DEU", may)), (Some("a"), Some("b"), None));
        assert_eq!(schedule.with("USA", "c", None, false), [price("JPN", "j", None, None), price("USA", "c", None, None)]);
        assert_eq!(schedule.with("USA", "c", None, true), [price("USA", "c", None, None)]);
        let later = [price("USA", "a", None, Some(june)), price("USA", "b", Some(june), Some(july)), price("USA", "c", Some(july), None)];
        assert_eq!(schedule.with("USA", "c", Some(july), true), later);
        assert_eq!(schedule.with("USA", "c", Some(june), true), [price("USA", "a", None, Some(june)), price("USA", "c", Some(june), None)]);
        assert_eq!(schedule.with("USA", "c", Some(may), true), [price("USA", "a", None, Some(may)), price("USA", "c", Some(may), None)]);
        assert_eq!(schedule.with("DEU", "d", Some(may), false)[0], price("DEU", "d", Some(may), None));
    }
}
