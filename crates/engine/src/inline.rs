//! Rows that are sent inside the request of what they belong to: the prices of a schedule, the territories of an
//! availability. Apple makes them together, so they have ids of our own in the request.

use serde_json::{Value as Json, json};
use store::Value;

/// The linkage of a relationship, and the rows of this JSON:API type that it names, from the JSON array that is staged.
pub(crate) fn rows(kind: &str, value: &Value) -> (Json, Vec<Json>) {
    let values: Vec<Json> = value.as_text().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    // Apple wants ids of this form for what is made with the request.
    let id = |index: usize| format!("${{{kind}-{}}}", index + 1);
    let linkage: Vec<Json> = (0..values.len()).map(|index| json!({ "type": kind, "id": id(index) })).collect();
    let row = |(index, value): (usize, &Json)| {
        let mut row = if kind == "appPrices" { price(value) } else { territory(value) };
        row["type"] = json!(kind);
        row["id"] = json!(id(index));
        row
    };
    (json!({ "data": linkage }), values.iter().enumerate().map(row).collect())
}

/// `{"territory", "price_point", "start_date", "end_date"}`; the price point knows its territory.
fn price(value: &Json) -> Json {
    json!({
        "attributes": { "startDate": value["start_date"], "endDate": value["end_date"] },
        "relationships": { "appPricePoint": { "data": { "type": "appPricePoints", "id": value["price_point"] } } },
    })
}

/// The id of a territory.
fn territory(value: &Json) -> Json {
    json!({
        "attributes": { "available": true },
        "relationships": { "territory": { "data": { "type": "territories", "id": value } } },
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use store::Value;

    use super::rows;

    #[test]
    fn prices_are_named_and_come_along() {
        let prices = r#"[{"territory":"USA","price_point":"p1","start_date":null,"end_date":"2027-01-01"},{"territory":"USA","price_point":"p2","start_date":"2027-01-01","end_date":null}]"#;
        let price = |id: &str, start: Option<&str>, end: Option<&str>, point: &str| {
            json!({
                "type": "appPrices", "id": id, "attributes": {"startDate": start, "endDate": end},
                "relationships": {"appPricePoint": {"data": {"type": "appPricePoints", "id": point}}},
            })
        };
        let (linkage, included) = rows("appPrices", &Value::Text(prices.into()));
        assert_eq!(
            linkage,
            json!({"data": [{"type": "appPrices", "id": "${appPrices-1}"}, {"type": "appPrices", "id": "${appPrices-2}"}]})
        );
        let expected = [price("${appPrices-1}", None, Some("2027-01-01"), "p1"), price("${appPrices-2}", Some("2027-01-01"), None, "p2")];
        assert_eq!(included, expected);
    }

    #[test]
    fn territories_are_available() {
        let (_, included) = rows("territoryAvailabilities", &Value::Text(r#"["USA"]"#.into()));
        assert_eq!(included[0]["relationships"]["territory"]["data"]["id"], "USA");
        assert_eq!(included[0]["attributes"]["available"], true);
        assert_eq!(rows("territoryAvailabilities", &Value::Null).1.len(), 0);
    }
}
