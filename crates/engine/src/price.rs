//! What an app costs: Apple takes a schedule of prices as a whole, with its prices inline.

use serde_json::{Value as Json, json};
use store::catalog::Resource;
use store::{FieldChange, StagedField, Value};

/// The request document that replaces an app's schedule: what is staged, over what it has.
pub(crate) fn schedule(resource: &Resource, row: &StagedField, fields: &[FieldChange]) -> Json {
    let value = |name: &str| {
        let staged = fields.iter().find(|change| change.field == name).map(|change| &change.value);
        staged.or_else(|| row.given.iter().find(|(given, _)| given == name).map(|(_, value)| value)).cloned().unwrap_or(Value::Null)
    };
    let prices: Vec<Json> = value("manual_prices").as_text().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    // Apple wants ids of this form for what is made with the request.
    let id = |index: usize| format!("${{price-{index}}}");
    let linkage: Vec<Json> = (1..=prices.len()).map(|index| json!({ "type": "appPrices", "id": id(index) })).collect();
    let included: Vec<Json> = prices
        .iter()
        .enumerate()
        .map(|(index, price)| {
            json!({
                "type": "appPrices", "id": id(index + 1),
                "attributes": { "startDate": price["start_date"], "endDate": price["end_date"] },
                "relationships": { "appPricePoint": { "data": { "type": "appPricePoints", "id": price["price_point"] } } },
            })
        })
        .collect();
    json!({
        "data": {
            "type": resource.kind,
            "relationships": {
                "app": { "data": { "type": "apps", "id": row.parent_id } },
                "baseTerritory": { "data": { "type": "territories", "id": value("base_territory").to_string() } },
                "manualPrices": { "data": linkage },
            },
        },
        "included": included,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use store::catalog::catalog;
    use store::{FieldChange, StagedField, Value};

    use super::schedule;

    #[test]
    fn a_schedule_is_sent_whole_with_its_prices_inline() {
        let resource = catalog().resource("price_schedules").unwrap();
        let text = |text: &str| Value::Text(text.into());
        let prices = r#"[{"territory":"USA","price_point":"p1","start_date":null,"end_date":"2027-01-01"},{"territory":"USA","price_point":"p2","start_date":"2027-01-01","end_date":null}]"#;
        let row = StagedField {
            resource: resource.code,
            pk: 1,
            id: "1001".into(),
            account: 1,
            app: 1,
            parent_id: Some("1001".into()),
            field: "manual_prices".into(),
            base: text("[]"),
            value: text(prices),
            given: vec![("base_territory".into(), text("USA")), ("manual_prices".into(), text("[]"))],
        };
        let change = FieldChange { field: "manual_prices".into(), base: row.base.clone(), value: row.value.clone() };
        let price = |id: &str, start: Option<&str>, end: Option<&str>, point: &str| {
            json!({
                "type": "appPrices", "id": id, "attributes": {"startDate": start, "endDate": end},
                "relationships": {"appPricePoint": {"data": {"type": "appPricePoints", "id": point}}},
            })
        };
        let expected = json!({
            "data": {"type": "appPriceSchedules", "relationships": {
                "app": {"data": {"type": "apps", "id": "1001"}},
                "baseTerritory": {"data": {"type": "territories", "id": "USA"}},
                "manualPrices": {"data": [{"type": "appPrices", "id": "${price-1}"}, {"type": "appPrices", "id": "${price-2}"}]},
            }},
            "included": [price("${price-1}", None, Some("2027-01-01"), "p1"), price("${price-2}", Some("2027-01-01"), None, "p2")],
        });
        assert_eq!(schedule(resource, &row, &[change]), expected);
    }
}
