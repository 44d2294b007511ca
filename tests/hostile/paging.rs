//! Links to the next page that lead elsewhere, in a circle, or nowhere.

use serde_json::json;

use super::server::{Foreign, Reply};
use super::{assert_unheard, mirrored, refuses};

const SYNC: &str = "sync --only states";

#[test]
fn no_link_leads_to_another_host() {
    let (fleet, hostile) = mirrored();
    let foreign = Foreign::start();
    let host = foreign.url.trim_start_matches("http://").to_owned();
    let own = hostile.url.trim_start_matches("http://").to_owned();
    for (link, code, words) in [
        (format!("http://{host}/v1/apps?cursor=x"), 3, "a link leads to 127.0.0.1"),
        (format!("//{host}/v1/apps?cursor=x"), 3, "a link leads to 127.0.0.1"),
        (format!("/\\{host}/v1/apps?cursor=x"), 3, "a link leads to 127.0.0.1"),
        (format!("http://{own}@{host}/v1/apps?cursor=x"), 3, "a link leads to 127.0.0.1"),
        (format!("https://{own}/v1/apps?cursor=x"), 3, "a link leads to 127.0.0.1"),
        (format!("http://api.appstoreconnect.apple.com.{host}/v1/apps"), 3, "a link leads to"),
        ("file:///etc/passwd".into(), 3, "a link leads to no host"),
        ("javascript:alert(1)".into(), 3, "a link leads to no host"),
        (format!("http://{}.example/v1/apps", "a".repeat(1 << 20)), 3, "a link leads to"),
        (format!("/v1/apps?cursor={}", "a".repeat(1 << 20)), 3, "bytes long"),
    ] {
        hostile.attacks(move |asked| {
            let mut page = asked.honest();
            page["links"]["next"] = json!(link);
            Reply::json(page.to_string())
        });
        refuses(&fleet, SYNC, code, words);
        assert_eq!(hostile.lines().len(), 1);
    }
    assert_unheard(&foreign);
}

#[test]
fn users_in_a_link_are_not_spoken_for() {
    let (fleet, hostile) = mirrored();
    let own = hostile.url.clone();
    hostile.attacks(move |asked| {
        if asked.path.contains("cursor=") {
            return Reply::json(r#"{"data":[]}"#);
        }
        let mut page = asked.honest();
        page["links"]["next"] = json!(own.replace("://", "://user:secret@") + "/v1/apps?cursor=x");
        Reply::json(page.to_string())
    });
    let ran = super::withstands(&fleet, SYNC, &[]);
    assert_eq!((ran.code, hostile.lines().len()), (0, 2), "{ran}");
}

#[test]
fn a_circle_ends() {
    let (fleet, hostile) = mirrored();
    hostile.attacks(|asked| {
        let mut page = if asked.path.contains("cursor") { json!({ "data": [] }) } else { asked.honest() };
        page["links"]["next"] = json!("/v1/apps?cursor=a");
        Reply::json(page.to_string())
    });
    refuses(&fleet, SYNC, 3, "the pages of /v1/apps lead in a circle");
    assert!(hostile.lines().len() <= 2, "{:?}", hostile.lines());
}

#[test]
fn pages_that_repeat_under_other_names_end() {
    let (fleet, hostile) = mirrored();
    for is_empty in [false, true] {
        hostile.attacks(move |asked| {
            let number: u64 = asked.path.split("cursor=").nth(1).map_or(0, |number| number.parse().unwrap());
            let mut page = if number == 0 { asked.honest() } else { json!({ "data": [] }) };
            if !is_empty && number > 0 {
                page["data"] = json!([{ "type": "apps", "id": "0" }]);
            }
            page["links"] = json!({ "next": format!("/v1/apps?cursor={}", number + 1) });
            Reply::json(page.to_string())
        });
        let ran = super::withstands(&fleet, SYNC, &[]);
        assert_eq!(ran.code, 3, "{ran}");
        assert!(ran.stderr.contains("the pages of /v1/apps lead in a circle"), "{ran}");
        assert!(hostile.lines().len() <= 12, "{}", hostile.lines().len());
    }
}

#[test]
fn a_list_without_an_end_is_given_up() {
    let (fleet, hostile) = mirrored();
    hostile.attacks(|asked| {
        let number: u64 = asked.path.split("cursor=").nth(1).map_or(0, |number| number.parse().unwrap());
        let page = json!({ "data": [{ "type": "apps", "id": format!("9{number}"), "attributes": { "name": "x", "bundleId": format!("x.{number}") } }],
            "links": { "next": format!("/v1/apps?cursor={}", number + 1) } });
        // It also promises that this costs nothing.
        let headers = "X-Rate-Limit: user-hour-lim:1000000000;user-hour-rem:1000000000;\r\n";
        Reply::Whole(200, headers.into(), page.to_string().into())
    });
    let ran = super::withstands(&fleet, SYNC, &[]);
    assert!(matches!(ran.code, 3 | 5), "{ran}");
    assert!(hostile.lines().len() <= 5_000, "{}", hostile.lines().len());
}
