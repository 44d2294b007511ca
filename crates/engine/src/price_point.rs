//! What an app may cost: looking for the price point of an amount with the fewest requests.
//!
//! A territory has some 900 price points, five pages of them, in no promised order. Their ids are the base64 of what they
//! mean (facts of Apple's API, §4.7): that of free is known without a request. Of any other, the id that was found for one
//! app is a guess for the next app, and one request tells whether it is right.

use asc::Query;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value as Json, json};
use store::Store;

use crate::request::resource;
use crate::row::{Attributes, row};
use crate::{Account, EngineError};

/// The number of the point that costs nothing.
const FREE: &str = "10000";
/// Points on a page, and territories, the most Apple allows.
const PAGE: u32 = 200;

/// What an app may cost in a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct PricePoint(asc::Resource);

/// What a look for an amount has found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// The point that costs exactly this.
    Exactly(PricePoint),
    /// None does; these are the next below and above.
    Nearest(Vec<PricePoint>),
}

/// What an app costs in one of the territories that follow its base territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equalized {
    /// Such as `DEU`.
    pub territory: String,
    /// Such as `EUR`.
    pub currency: String,
    /// What a customer pays.
    pub customer_price: String,
    /// What is left of it.
    pub proceeds: String,
}

impl PricePoint {
    /// Apple's id.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// What a customer pays.
    pub fn customer_price(&self) -> &str {
        attribute(&self.0, "customerPrice")
    }

    /// What is left of it.
    pub fn proceeds(&self) -> &str {
        attribute(&self.0, "proceeds")
    }

    fn amount(&self) -> Option<i64> {
        amount(self.customer_price())
    }
}

/// An amount of money in thousandths, so that `4.9` and `4.90` are the same; `None` if it is none.
pub fn amount(text: &str) -> Option<i64> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let part = part.trim_end_matches('0');
    if whole.is_empty() || !is_number(whole) || !is_number(part) || part.len() > 3 {
        return None;
    }
    whole.parse::<i64>().ok()?.checked_mul(1_000)?.checked_add(format!("{part:0<3}").parse().ok()?)
}

/// The id of what costs nothing.
pub fn free_point(app: &str, territory: &str) -> String {
    // Apple's members come in this order, and `json!` would sort them.
    URL_SAFE_NO_PAD.encode(format!(r#"{{"s":{},"t":{},"p":"{FREE}"}}"#, json!(app), json!(territory)))
}

/// The territory that an id is for.
pub fn territory_of(id: &str) -> Option<String> {
    Some(decoded(id)?["t"].as_str()?.to_owned())
}

/// Whether an id is that of what costs nothing.
pub fn is_free(id: &str) -> bool {
    decoded(id).is_some_and(|point| point["p"] == FREE)
}

/// The id that the same point has in all likelihood for another app.
fn likewise(id: &str, app: &str) -> Option<String> {
    let point = decoded(id)?;
    let (territory, number) = (point["t"].as_str()?, point["p"].as_str()?);
    Some(URL_SAFE_NO_PAD.encode(format!(r#"{{"s":{},"t":{},"p":{}}}"#, json!(app), json!(territory), json!(number))))
}

fn decoded(id: &str) -> Option<Json> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(id).ok()?).ok()
}

/// Looks for the point of an app that costs an amount (in thousandths) in a territory. `like` is one that was found for
/// another app. Reads no page after the one that has it.
pub async fn find_price_point(
    account: &Account,
    app: &str,
    territory: &str,
    wanted: i64,
    like: Option<&PricePoint>,
) -> Result<Found, asc::Error> {
    if let Some(id) = like.and_then(|like| likewise(like.id(), app)) {
        let guess = account.client.get_optional(&format!("/v3/appPricePoints/{}", asc::segment(&id))).await;
        match guess.map(|found| found.and_then(|found| found.data.into_iter().next()).map(PricePoint)) {
            Ok(Some(point)) if point.amount() == Some(wanted) => return Ok(Found::Exactly(point)),
            Ok(_) => {}
            Err(error) if error.status() == Some(400) => {}
            Err(error) => return Err(error),
        }
    }
    let query = Query::new(&format!("/v1/apps/{}/appPricePoints", asc::segment(app))).filter("territory", [territory]).limit(PAGE);
    let mut pages = account.client.pages(&query.to_string());
    let (mut below, mut above): (Option<PricePoint>, Option<PricePoint>) = (None, None);
    while let Some(page) = pages.next().await? {
        for point in page.data.into_iter().map(PricePoint) {
            match point.amount().map(|amount| amount.cmp(&wanted)) {
                Some(std::cmp::Ordering::Equal) => return Ok(Found::Exactly(point)),
                Some(std::cmp::Ordering::Less) if below.as_ref().is_none_or(|below| below.amount() < point.amount()) => below = Some(point),
                Some(std::cmp::Ordering::Greater) if above.as_ref().is_none_or(|above| above.amount() > point.amount()) => {
                    above = Some(point);
                }
                _ => {}
            }
        }
    }
    Ok(Found::Nearest(below.into_iter().chain(above).collect()))
}

/// Writes a point of an app (a row of the mirror) to the mirror, so that it is known the next time.
pub fn keep_price_point(store: &mut Store, account: &Account, app: i64, point: &PricePoint) -> Result<(), EngineError> {
    let points = resource("price_points");
    store.write_mirror::<_, EngineError>("sync", |mirror| {
        mirror.put(points, account.pk, point.id(), Some(app), &row(points, &point.0, Attributes::All))?;
        Ok(())
    })?;
    Ok(())
}

/// What a price point makes an app cost in the other territories, or in these. One request.
pub async fn equalized_prices(account: &Account, point: &str, territories: &[String]) -> Result<Vec<Equalized>, asc::Error> {
    let mut query = Query::new(&format!("/v3/appPricePoints/{}/equalizations", asc::segment(point))).include(["territory"]).limit(PAGE);
    if !territories.is_empty() {
        query = query.filter("territory", territories);
    }
    let mut pages = account.client.pages(&query.to_string());
    let mut found = Vec::new();
    while let Some(page) = pages.next().await? {
        for point in &page.data {
            let linked =
                point.relationship("territory").and_then(|territory| territory.identifiers().first()).map(|linked| linked.id.clone());
            let Some(territory) = linked.or_else(|| territory_of(&point.id)) else { continue };
            let currency = page.included.iter().find(|included| included.kind == "territories" && included.id == territory);
            found.push(Equalized {
                currency: currency.map_or("", |territory| attribute(territory, "currency")).to_owned(),
                customer_price: attribute(point, "customerPrice").to_owned(),
                proceeds: attribute(point, "proceeds").to_owned(),
                territory,
            });
        }
    }
    found.sort_by(|left, right| left.territory.cmp(&right.territory));
    Ok(found)
}

fn attribute<'a>(resource: &'a asc::Resource, name: &str) -> &'a str {
    resource.attributes.get(name).and_then(Json::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{amount, free_point, is_free, likewise, territory_of};

    #[test]
    fn amounts_are_compared_as_numbers() {
        assert_eq!(["0", "0.0", "4.9", "4.90", "4.99", "150", "1.234"].map(amount), [0, 0, 4_900, 4_900, 4_990, 150_000, 1_234].map(Some));
        assert_eq!(["", ".", "-1", "1,5", "1.2345", "4.9x", "free", "99999999999999999999"].map(amount), [None; 8]);
    }

    #[test]
    fn ids_say_what_they_mean() {
        let free = free_point("6440039748", "USA");
        assert_eq!(free, "eyJzIjoiNjQ0MDAzOTc0OCIsInQiOiJVU0EiLCJwIjoiMTAwMDAifQ");
        assert!(is_free(&free) && !is_free("x") && territory_of(&free).as_deref() == Some("USA"));
        assert_eq!(likewise(&free, "7").as_deref(), Some(free_point("7", "USA").as_str()));
        assert_eq!((likewise("opaque", "7"), territory_of("opaque")), (None, None));
    }
}
