//! `appPrices`: a price point for a time. Those that somebody set are stored; those that follow
//! from the base territory are not.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::opaque::{self, Opaque};
use super::price_point::wanted;
use super::territory::SELLING;
use crate::kind::{Attribute, Form, Kind, Relationship, Rules};
use crate::refusal::{Refusal, entity, relationship};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    id: crate::kind::Id::By(|_, price| customary(price)),
    attributes: &[
        Attribute::new("manual", Form::Boolean),
        Attribute::new("startDate", Form::Date).inline(),
        Attribute::new("endDate", Form::Date).inline(),
    ],
    relationships: &[
        Relationship::one("appPricePoint", "appPricePoints").own().unlinked().inline(),
        Relationship::one("territory", "territories").own().unlinked(),
    ],
    computed: Some(computed),
    include: &["appPricePoint", "territory"],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("appPrices")
};

/// A time in days: none for no such end.
pub(crate) type Interval = (Option<Date>, Option<Date>);

/// When a price is valid.
pub(crate) fn interval(price: &Resource) -> Interval {
    let date = |name| price.text(name).and_then(|text| text.parse().ok());
    (date("startDate"), date("endDate"))
}

/// Sorts by start; the open one is first.
pub(crate) fn in_order(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_by_key(|(start, _)| *start);
    intervals
}

/// Whether the first of two in order ends before the second begins.
pub(crate) fn apart(first: Interval, second: Interval) -> bool {
    matches!((first.1, second.0), (Some(end), Some(start)) if end <= start)
}

/// The prices that follow from a schedule's base territory, where and when nobody set one.
pub(crate) fn automatic(world: &World, schedule: &Resource, territories: Option<&[String]>) -> Vec<String> {
    let manual = world.members(schedule, "manualPrices");
    let of = |code: &str| manual.iter().filter(|price| price.link("territory") == Some(code)).copied().collect::<Vec<_>>();
    let base = schedule.link("baseTerritory").map(&of).unwrap_or_default();
    let mut ids = Vec::new();
    for code in SELLING.iter().filter(|code| schedule.link("baseTerritory") != Some(**code) && wanted(code, territories)) {
        let taken = in_order(of(code).into_iter().map(interval).collect());
        for price in &base {
            let Some(point) = price.link("appPricePoint").and_then(Opaque::decode).and_then(|point| point.point()) else { continue };
            let free = free(interval(price), &taken).into_iter();
            ids.extend(free.map(|(start, end)| opaque::price(&schedule.id, code, point, seconds(start), seconds(end))));
        }
    }
    ids
}

/// What the taken intervals, in order, leave of one.
fn free((mut start, end): Interval, taken: &[Interval]) -> Vec<Interval> {
    let mut free = Vec::new();
    for (from, to) in taken {
        if from.is_some_and(|from| start.is_none_or(|start| start < from)) {
            let until = end.map_or(*from, |end| from.map(|from| from.min(end)));
            free.push((start, until));
        }
        match to {
            Some(to) => start = Some(start.map_or(*to, |start| start.max(*to))),
            None => return free,
        }
    }
    if start.is_none() || end.is_none() || start < end {
        free.push((start, end));
    }
    free
}

/// The id of a price that somebody sets.
fn customary(price: &Resource) -> Option<String> {
    let point = Opaque::decode(price.link("appPricePoint")?)?;
    let (start, end) = interval(price);
    Some(opaque::price(point.subject()?, point.territory()?, point.point()?, seconds(start), seconds(end)))
}

fn computed(world: &World, id: &str) -> Option<Resource> {
    let price = Opaque::decode(id)?;
    let (app, code, number) = (price.subject()?, price.territory()?, price.point()?);
    let schedule = world.get("appPriceSchedules", app)?;
    let point = world.get("appPricePoints", &opaque::price_point(app, code, number))?;
    let (start, end) = (price.second("sd")?, price.second("ed")?);
    let resource = Resource::new(&KIND, id, schedule.account.as_deref())
        .with("manual", false)
        .with("startDate", day(start))
        .with("endDate", day(end))
        .linked("appPricePoint", point.id.as_str())
        .linked("territory", code);
    (customary(&resource).as_deref() == Some(id)).then_some(resource)
}

fn check(_: &World, write: &Write<'_>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if write.after.link("appPricePoint").is_none() {
        let detail = "You must provide a value for the relationship 'appPricePoint' with this request";
        refusals.push(relationship("ENTITY_ERROR.RELATIONSHIP.REQUIRED", "appPricePoint", detail));
    }
    if let (Some(start), Some(end)) = interval(write.after)
        && end <= start
    {
        refusals.push(entity("ENTITY_ERROR.INVALID_INTERVAL", "The end date must be after the start date.").at("/data/attributes/endDate"));
    }
    refusals
}

/// The territory is that of the point.
fn effects(world: &World, _: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    after.set("manual", true);
    let territory = world.one(after, "appPricePoint").and_then(|point| point.link("territory"));
    if let Some(territory) = territory.map(str::to_owned) {
        after.links.insert("territory".to_owned(), territory);
    }
    Vec::new()
}

/// Midnight of the day in seconds since 1970; 0 for none.
fn seconds(date: Option<Date>) -> i64 {
    date.and_then(|date| date.to_zoned(TimeZone::UTC).ok()).map_or(0, |zoned| zoned.timestamp().as_second())
}

fn day(seconds: i64) -> Option<String> {
    let moment = jiff::Timestamp::from_second(seconds).ok().filter(|_| seconds != 0)?;
    Some(moment.to_zoned(TimeZone::UTC).date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_leaves_the_rest() {
        let date = |text: &str| Some(text.parse::<Date>().unwrap());
        let (one, two, three) = (date("2026-01-01"), date("2026-02-01"), date("2026-03-01"));
        assert_eq!(free((None, None), &[]), [(None, None)]);
        assert_eq!(free((None, None), &[(None, None)]), []);
        assert_eq!(free((None, None), &[(one, two)]), [(None, one), (two, None)]);
        assert_eq!(free((None, two), &[(one, three)]), [(None, one)]);
        assert_eq!(free((two, None), &[(None, one), (one, three)]), [(three, None)]);
        assert_eq!(free((None, one), &[(two, None)]), [(None, one)]);
    }
}
