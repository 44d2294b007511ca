//! `appPricePoints`: what an app may cost in a territory. They follow from the app's id, the
//! territory and a ladder of prices, and are not stored.

use super::opaque::{self, Opaque};
use super::territory::{self, SELLING};
use crate::kind::{Attribute, Filter, Kind, Operation, Relationship, text};
use crate::world::{Resource, World};

pub(crate) const KIND: Kind = Kind {
    version: 3,
    attributes: &[Attribute::new("customerPrice", text(20)), Attribute::new("proceeds", text(20))],
    relationships: &[
        Relationship::one("app", "apps").own().unlinked(),
        Relationship::links_to_many("equalizations", "appPricePoints").computed(equalizations).related_by(&[Filter::new("territory")]),
        Relationship::one("territory", "territories").own().unlinked(),
    ],
    computed: Some(computed),
    include: &["app", "territory"],
    operations: &[Operation::Get],
    ..Kind::new("appPricePoints")
};

/// The number of the point that costs nothing; the others follow.
const FREE: usize = 10_000;

/// Steps of the ladder, in US cents: up to `.0` in steps of `.1`.
const STEPS: &[(u64, u64)] = &[(1_999, 10), (9_999, 50), (29_999, 100), (49_999, 500), (199_999, 1_000), (999_999, 10_000)];

/// The points of an app in the wanted territories, the cheapest first.
pub(crate) fn of_app(_: &World, app: &Resource, territories: Option<&[String]>) -> Vec<String> {
    let territories = SELLING.iter().filter(|code| wanted(code, territories));
    territories.flat_map(|code| (0..=rungs().len()).map(|rung| opaque::price_point(&app.id, code, FREE + rung))).collect()
}

/// Whether nothing was asked for, or this territory.
pub(crate) fn wanted(code: &str, territories: Option<&[String]>) -> bool {
    territories.is_none_or(|wanted| wanted.iter().any(|other| other == code))
}

/// The same point in the other territories.
fn equalizations(_: &World, point: &Resource, territories: Option<&[String]>) -> Vec<String> {
    let Some(of) = Opaque::decode(&point.id) else { return Vec::new() };
    let (Some(app), Some(number), Some(own)) = (of.subject(), of.point(), of.territory()) else { return Vec::new() };
    let others = SELLING.iter().filter(|code| **code != own && wanted(code, territories));
    others.map(|code| opaque::price_point(app, code, number)).collect()
}

fn computed(world: &World, id: &str) -> Option<Resource> {
    let point = Opaque::decode(id)?;
    let (app, code, number) = (point.subject()?, point.territory()?, point.point()?);
    let code = SELLING.iter().find(|other| **other == code)?;
    let dollars = match number.checked_sub(FREE)? {
        0 => 0,
        rung => *rungs().get(rung - 1)?,
    };
    let app = world.get("apps", app).filter(|app| opaque::price_point(&app.id, code, number) == id)?;
    let (price, proceeds) = local(dollars, code);
    let point = Resource::new(&KIND, id, app.account.as_deref()).with("customerPrice", decimal(price)).with("proceeds", decimal(proceeds));
    Some(point.linked("app", app.id.as_str()).linked("territory", *code))
}

/// All prices but the free one, in US cents.
fn rungs() -> &'static [u64] {
    static RUNGS: std::sync::LazyLock<Vec<u64>> = std::sync::LazyLock::new(|| {
        let mut rungs = vec![29];
        for (most, step) in STEPS {
            let start = rungs.last().copied().unwrap_or_default();
            rungs.extend((1..).map(|count| start + count * step).take_while(|cents| cents <= most));
        }
        rungs
    });
    &RUNGS
}

/// Price and proceeds in hundredths of the territory's currency.
fn local(cents: u64, territory: &str) -> (u64, u64) {
    if cents == 0 {
        return (0, 0);
    }
    let currency = territory::currency(territory);
    let exact = cents * currency.rate / 100;
    // The smallest step of the ladder is ten cents; what is rounded finer than that stays apart.
    let step = 10_u64.pow((currency.rate / 10).ilog10());
    let rounded = (exact + step / 2) / step * step;
    let price = if step == 10 { rounded - 1 } else { rounded };
    (price, price * 100 / (100 + currency.tax) * 70 / 100)
}

/// Hundredths as Apple writes them: `0.0`, `0.99`, `160.0`.
fn decimal(hundredths: u64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.strip_suffix('0').map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_is_long_and_climbs_everywhere() {
        assert!((800..=900).contains(&rungs().len()), "{}", rungs().len());
        assert_eq!((rungs()[0], rungs()[7], rungs().last()), (29, 99, Some(&999_999)));
        for territory in ["USA", "DEU", "JPN", "VNM", "IND", "MEX"] {
            let prices: Vec<u64> = rungs().iter().map(|cents| local(*cents, territory).0).collect();
            assert!(prices.windows(2).all(|pair| pair[0] < pair[1]), "{territory}");
        }
    }

    #[test]
    fn prices_are_written_as_apple_does() {
        assert_eq!([0, 99, 1990, 16000].map(decimal), ["0.0", "0.99", "19.9", "160.0"]);
        assert_eq!(local(99, "USA"), (99, 69));
        assert_eq!(local(99, "JPN"), (15_000, 9_545));
    }
}
