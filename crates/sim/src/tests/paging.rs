//! Pages, cursors and absolute links.

use super::{Bench, ORIGIN};

#[test]
fn pages_follow_next_until_there_is_none() {
    let bench = Bench::new();
    let all = bench.get("/v1/apps?limit=200");
    assert_eq!(all.body["links"].get("next"), None);
    assert_eq!(all.body["meta"]["paging"]["limit"], 200);
    assert!(all.body["meta"]["paging"].get("nextCursor").is_none());
    let mut seen: Vec<String> = Vec::new();
    let mut target = "/v1/apps?limit=4&fields%5Bapps%5D=name&sort=-name".to_owned();
    loop {
        let page = bench.get(&target);
        assert_eq!(page.status, 200, "{:?}", page.body);
        assert_eq!(page.body["meta"]["paging"]["total"], all.ids().len());
        assert_eq!(page.body["links"]["self"], format!("{ORIGIN}{target}"));
        seen.extend(page.ids().iter().map(|id| (*id).to_owned()));
        let Some(next) = page.body["links"]["next"].as_str() else { break };
        assert!(next.starts_with(&format!("{ORIGIN}/v1/apps?limit=4&fields%5Bapps%5D=name&sort=-name&cursor=")), "{next}");
        assert!(next.ends_with(page.body["meta"]["paging"]["nextCursor"].as_str().unwrap()));
        next.strip_prefix(ORIGIN).unwrap().clone_into(&mut target);
    }
    assert_eq!(seen.len(), all.ids().len());
    seen.sort_unstable();
    let mut expected = all.ids();
    expected.sort_unstable();
    assert_eq!(seen, expected);
}

#[test]
fn a_cursor_of_another_query_is_refused() {
    let bench = Bench::new();
    let page = bench.get("/v1/apps?limit=2");
    let cursor = page.body["meta"]["paging"]["nextCursor"].as_str().unwrap();
    for target in [format!("/v1/apps?limit=3&cursor={cursor}"), format!("/v1/builds?limit=2&cursor={cursor}"), "/v1/apps?cursor=x".into()] {
        let answer = bench.get(&target);
        assert_eq!((answer.status, answer.codes()), (400, vec!["PARAMETER_ERROR.INVALID"]), "{target}");
        assert!(answer.body["errors"][0]["detail"].as_str().unwrap().ends_with("is not a valid cursor for this request"));
    }
    let other = bench.send_as(1, "GET", &format!("/v1/apps?limit=2&cursor={cursor}"), Vec::new());
    assert_eq!(other.status, 400, "a cursor belongs to its account");
}

#[test]
fn fifty_is_a_page_unless_asked() {
    let bench = Bench::new();
    let builds = bench.get("/v1/builds");
    assert_eq!(builds.body["meta"]["paging"]["limit"], 50);
    assert!(builds.ids().len() <= 50);
    let related = bench.get("/v1/appCategories/GAMES/subcategories?limit=3");
    assert_eq!(related.ids().len(), 3);
    assert_eq!(related.body["meta"]["paging"]["total"], 16);
}
