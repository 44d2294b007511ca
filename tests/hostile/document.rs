//! JSON that is too much, too deep, or of the wrong kind; ids that lead elsewhere.

use serde_json::{Value, json};

use super::server::Reply;
use super::{mirrored, refuses, withstands};

const SYNC: &str = "sync --only states";

const MILLION: usize = 1_000_000;

/// Deeper than any stack.
const DEEP: usize = 100_000;

/// A list with this many times the same in it.
fn many(number: usize, element: &str) -> String {
    vec![element; number].join(",")
}

#[test]
fn a_million_of_anything_is_too_much_or_borne() {
    let (fleet, hostile) = mirrored();
    let app = r#"{"type":"apps","id":"1"}"#;
    for (body, is_borne) in [
        (format!(r#"{{"data":[],"included":[{}]}}"#, many(MILLION, r#"{"type":"a","id":"1"}"#)), false),
        (format!(r#"{{"data":[{}]}}"#, many(MILLION, app)), false),
        (format!(r#"{{"data":[{{"type":"apps","id":"1","relationships":{{"builds":{{"data":[{}]}}}}}}]}}"#, many(MILLION, app)), false),
        // Few bytes that take much memory.
        (format!(r#"{{"data":[{{"type":"apps","id":"1","attributes":{{"x":[{}]}}}}]}}"#, many(MILLION, r#"{"a":0}"#)), false),
        (format!(r#"{{"data":[{{"type":"apps","id":"1","attributes":{{"x":[{}]}}}}]}}"#, many(15 * MILLION, "0")), false),
        (format!(r#"{{"data":[{{"type":"apps","id":"1","relationships":{{{}}}}}]}}"#, many(MILLION, r#""x":{}"#)), false),
        // What nobody reads takes none.
        (format!(r#"{{"data":[],"jsonapi":"{}"}}"#, "x".repeat(10 * MILLION)), true),
    ] {
        hostile.attacks(move |_| Reply::json(body.clone()));
        let ran = if is_borne { withstands(&fleet, SYNC, &[]) } else { refuses(&fleet, SYNC, 3, "the answer to GET /v1/apps would take") };
        assert_eq!(ran.code, if is_borne { 0 } else { 3 }, "{ran}");
    }
}

/// All answers on their way at once are bounded together, not only each of them.
#[test]
fn many_large_answers_at_once_are_bounded_together() {
    let (fleet, hostile) = mirrored();
    let heavy = format!(r#"{{"data":[{{"type":"apps","id":"1","attributes":{{"x":[{}]}}}}]}}"#, many(30_000, r#"{"a":0}"#));
    hostile.attacks(move |asked| if asked.is("GET", "/v1/apps?") { Reply::Honest } else { Reply::json(heavy.clone()) });
    let ran = withstands(&fleet, "sync --all", &[]);
    assert!(hostile.lines().len() > 6, "{ran}");
}

#[test]
fn depth_is_no_way_down() {
    let (fleet, hostile) = mirrored();
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let deep = format!("{}0{}", open.repeat(DEEP), close.repeat(DEEP));
        for body in [
            deep.clone(),
            format!(r#"{{"data":{deep}}}"#),
            format!(r#"{{"data":[{{"type":"apps","id":"1","attributes":{{"name":{deep}}}}}]}}"#),
            format!(r#"{{"data":[],"included":{deep}}}"#),
        ] {
            hostile.attacks(move |_| Reply::json(body.clone()));
            let ran = withstands(&fleet, SYNC, &[]);
            assert_eq!(ran.code, 3, "{ran}");
        }
        // Where nobody looks it is skipped.
        hostile.attacks(move |asked| {
            let page = asked.honest().to_string();
            Reply::json(format!(r#"{},"jsonapi":{deep}}}"#, page.strip_suffix('}').unwrap()))
        });
        assert_eq!(withstands(&fleet, SYNC, &[]).code, 0);
    }
}

#[test]
fn wrong_kinds_are_one_sentence() {
    let (fleet, hostile) = mirrored();
    let long = "\u{1b}]8;;x\u{7}".repeat(1 << 18);
    let app = |attributes: Value| json!({ "data": [{ "type": "apps", "id": "1", "attributes": attributes }] }).to_string();
    for body in [
        json!({ "data": 7 }).to_string(),
        json!({ "data": long }).to_string(),
        json!({ "data": [7] }).to_string(),
        json!({ "data": [{ "type": long, "id": "1" }] }).to_string(),
        json!({ "data": [{ "type": 7, "id": true }] }).to_string(),
        json!({ "data": [{ "type": "apps", "id": ["1"] }] }).to_string(),
        app(json!(long)),
        app(json!([long])),
        json!({ "data": [], "links": long }).to_string(),
        json!({ "data": [], "links": { "next": { "href": "x" } } }).to_string(),
        json!({ "data": [], "meta": { "paging": { "total": long } } }).to_string(),
        json!({ "data": [], "meta": { "paging": { "total": -1 } } }).to_string(),
        json!({ "data": [], "included": { "type": "apps", "id": "1" } }).to_string(),
        json!({ "data": [{ "type": "apps", "id": "1", "relationships": { "builds": { "data": "x" } } }] }).to_string(),
        r#"{"data":[],"data":[]}"#.into(),
        r#"{"data":[{"type":"apps","type":"apps","id":"1"}]}"#.into(),
        r#"{"data":[{"type":"apps","id":"1","attributes":{"x":NaN}}]}"#.into(),
        r#"{"data":[{"type":"apps","id":"1","attributes":{"x":1e999}}]}"#.into(),
    ] {
        hostile.attacks(move |_| Reply::json(body.clone()));
        refuses(&fleet, SYNC, 3, "the answer to GET /v1/apps is not a JSON:API document");
    }
}

/// Attributes are kept as they come or left out; no value of a wrong kind stops a sync.
#[test]
fn attributes_of_wrong_kinds_stop_nothing() {
    let (fleet, hostile) = mirrored();
    for odd in [
        Value::Null,
        json!(true),
        json!(-1e308),
        json!([[]]),
        json!({ "a": null }),
        json!("\u{0}"),
        json!("x".repeat(500)),
        json!("99999-99-99T"),
    ] {
        hostile.attacks(move |asked| {
            let mut page = asked.honest();
            spoil(&mut page, &odd);
            Reply::json(page.to_string())
        });
        let ran = withstands(&fleet, "sync --only states,texts,media", &[]);
        assert!(matches!(ran.code, 0 | 4), "{ran}");
        for line in ["status --format table", "show --format table", "check --json", "query --json \"SELECT id FROM listings\""] {
            let ran = withstands(&fleet, line, &[]);
            assert!(matches!(ran.code, 0..=2), "{ran}");
        }
    }
}

/// Sets every attribute of every resource.
fn spoil(page: &mut Value, odd: &Value) {
    for part in ["data", "included"] {
        let list = match &mut page[part] {
            Value::Array(list) => list.as_mut_slice(),
            Value::Null => &mut [],
            one => std::slice::from_mut(one),
        };
        for attributes in list.iter_mut().filter_map(|resource| resource["attributes"].as_object_mut()) {
            attributes.values_mut().for_each(|value| *value = odd.clone());
        }
    }
}

/// Ids go into addresses, so an id that would lead elsewhere is no id.
#[test]
fn ids_lead_nowhere_else() {
    let (fleet, hostile) = mirrored();
    for id in ["", ".", "..", "a\u{0}b", "a\r\nX-Evil: 1", "\u{1b}[2J", &"x".repeat(1 << 20)] {
        for kind in ["apps", "appInfos"] {
            let resource = json!({ "type": kind, "id": id });
            let body = json!({ "data": if kind == "apps" { vec![resource.clone()] } else { vec![] }, "included": [resource] }).to_string();
            hostile.attacks(move |_| Reply::json(body.clone()));
            refuses(&fleet, SYNC, 3, "the answer to GET /v1/apps is not a JSON:API document");
        }
    }
    for kind in ["", "../../v1/users", "apps?x=1", "apps#", "ap ps", "a\u{202e}b"] {
        let body = json!({ "data": [{ "type": kind, "id": "1" }] }).to_string();
        hostile.attacks(move |_| Reply::json(body.clone()));
        refuses(&fleet, SYNC, 3, "the answer to GET /v1/apps is not a JSON:API document");
    }
}

/// What an id may hold is escaped wherever it goes: addresses, SQL, pages.
#[test]
fn odd_ids_are_borne_everywhere() {
    let (fleet, hostile) = mirrored();
    let ids = [
        "../../v1/users",
        "a/b",
        "'; DROP TABLE apps_mirror; --",
        "\"><script>alert(1)</script>",
        "%2e%2e",
        "a?b#c&d",
        "ünïcödé\u{202e}",
        "{id}",
    ];
    hostile.attacks(move |asked| {
        if !asked.is("GET", "/v1/apps?") {
            return Reply::header(404, "X-Odd", "1");
        }
        let app = |id: &&str| json!({ "type": "apps", "id": id, "attributes": { "name": id, "bundleId": id, "sku": id, "primaryLocale": "en-US" } });
        Reply::json(json!({ "data": ids.iter().map(app).collect::<Vec<_>>() }).to_string())
    });
    let ran = withstands(&fleet, "sync --all", &[]);
    assert!(matches!(ran.code, 0 | 4), "{ran}");
    assert_eq!(fleet.count("SELECT count(*) FROM apps_mirror WHERE gone_at IS NULL"), ids.len());
    assert!(!hostile.lines().iter().any(|line| line.contains("/../") || line.contains("/users")), "{:?}", hostile.lines());
    for line in ["status --format table", "check --json", "report --format table"] {
        let ran = withstands(&fleet, line, &[]);
        assert!(matches!(ran.code, 0 | 1), "{ran}");
    }
}
