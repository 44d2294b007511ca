//! Trouble on order, without a network; `wire.rs` has what only a socket shows.

use jiff::SignedDuration;
use serde_json::json;

use super::{Bench, options};
use crate::faults::{Cut, Effect, Fault, When};
use crate::service::lock;
use crate::simulator::Options;

fn bench(faults: Vec<Fault>) -> Bench {
    Bench::with(Options { faults, ..options() })
}

fn copyright(bench: &Bench, id: &str) -> serde_json::Value {
    bench.get(&format!("/v1/appStoreVersions/{id}")).body["data"]["attributes"]["copyright"].clone()
}

#[test]
fn every_status_has_its_code() {
    for (status, code) in [
        (401, "NOT_AUTHORIZED"),
        (429, "RATE_LIMIT_EXCEEDED"),
        (500, "UNEXPECTED_ERROR"),
        (503, "SERVICE_UNAVAILABLE"),
        (504, "GATEWAY_TIMEOUT"),
    ] {
        let bench = bench(vec![Fault::new(Effect::status(status)).when(When::Nth(1))]);
        let answer = bench.get("/v1/apps");
        assert_eq!((answer.status, answer.codes()), (status, vec![code]));
        assert_eq!(answer.header("x-rate-limit").is_none(), status == 401, "a refused token has no budget");
        assert_eq!(bench.get("/v1/apps").status, 200);
        let exchanges = lock(&bench.service.recorder).exchanges();
        assert_eq!((exchanges[0].fault.clone(), exchanges[1].fault.clone()), (Some(status.to_string()), None));
    }
}

#[test]
fn a_502_is_plain_text() {
    let bench = bench(vec![Fault::new(Effect::status(502)).when(When::Nth(1))]);
    let answer = bench.raw("GET", "/v1/apps");
    assert_eq!((answer.status, answer.body.as_slice()), (502, b"Could not process this request".as_slice()));
    assert!(answer.headers.contains(&("content-type", "text/plain".to_owned())));
    assert_eq!(bench.get("/v1/apps").status, 200);
}

#[test]
fn a_429_on_order_can_say_when_to_come_back() {
    let answer = Effect::Answer { status: 429, applied: false, retry_after: Some(7) };
    assert_eq!(bench(vec![Fault::new(answer)]).get("/v1/apps").header("retry-after"), Some("7"));
    assert_eq!(bench(vec![Fault::new(Effect::status(429))]).get("/v1/apps").header("retry-after"), None);
}

#[test]
fn a_write_fails_before_or_after_it_was_applied() {
    for (effect, applied) in [
        (Effect::status(503), false),
        (Effect::applied(500), true),
        (Effect::applied(504), true),
        (Effect::Cut(Cut::Request), false),
        (Effect::Cut(Cut::Answer), true),
    ] {
        let bench = bench(vec![Fault::new(effect).on("PATCH", "/v1/appStoreVersions/{id}").when(When::Nth(1))]);
        let id = bench.version("PREPARE_FOR_SUBMISSION").id;
        bench.set("appStoreVersions", &id, &json!({ "copyright": "2030 X" }));
        assert_eq!(copyright(&bench, &id) == "2030 X", applied, "{effect:?}");
        assert_eq!(bench.set("appStoreVersions", &id, &json!({ "copyright": "2031 X" })).status, 200, "the second is none of its business");
    }
}

#[test]
fn a_create_that_failed_after_it_was_applied_is_a_duplicate_the_second_time() {
    let bench = bench(vec![Fault::new(Effect::applied(500)).on("POST", "/v1/appStoreVersionLocalizations").when(When::Nth(1))]);
    let id = bench.version("PREPARE_FOR_SUBMISSION").id;
    let body = json!({ "data": {
        "type": "appStoreVersionLocalizations",
        "attributes": { "locale": "ca" },
        "relationships": { "appStoreVersion": { "data": { "type": "appStoreVersions", "id": id } } },
    } });
    assert_eq!(bench.post("/v1/appStoreVersionLocalizations", &body).status, 500);
    let again = bench.post("/v1/appStoreVersionLocalizations", &body);
    assert_eq!((again.status, again.codes()), (409, vec!["ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE"]));
}

#[test]
fn reads_lag_behind_writes_by_the_clock() {
    let stale = Fault::new(Effect::Stale(2000)).on("GET", "/v1/**");
    let bench = bench(vec![stale]);
    let version = bench.version("PREPARE_FOR_SUBMISSION");
    let list = format!("/v1/appStoreVersions/{}/appStoreVersionLocalizations?limit=200", version.id);
    let (before, texts) = (copyright(&bench, &version.id), bench.get(&list).body);
    let written = bench.set("appStoreVersions", &version.id, &json!({ "copyright": "2030 X" }));
    assert_eq!(written.body["data"]["attributes"]["copyright"], "2030 X", "the write's own answer does not lag");
    let app = bench.other(&version, "app");
    let text = bench.find("appStoreVersionLocalizations", |text| {
        text.link("appStoreVersion") == Some(&version.id) && text.text("locale") != app.text("primaryLocale")
    });
    let body = json!({ "data": {
        "type": "appStoreVersionLocalizations",
        "attributes": { "locale": "ca" },
        "relationships": { "appStoreVersion": { "data": { "type": "appStoreVersions", "id": version.id } } },
    } });
    let made = bench.post("/v1/appStoreVersionLocalizations", &body).body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(copyright(&bench, &version.id), before);
    assert_eq!(bench.get(&list).body, texts);
    assert_eq!(bench.get(&format!("/v1/appStoreVersionLocalizations/{made}")).status, 404);
    bench.service.clock.advance(SignedDuration::from_millis(1000));
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionLocalizations/{}", text.id)).status, 204);
    bench.service.clock.advance(SignedDuration::from_millis(1000));
    assert_eq!(copyright(&bench, &version.id), "2030 X", "two seconds later");
    let ids = bench.get(&list).body.to_string();
    assert!(ids.contains(&made) && ids.contains(&text.id), "the deletion is a second old");
    bench.service.clock.advance(SignedDuration::from_millis(1000));
    let ids = bench.get(&list).body.to_string();
    assert!(ids.contains(&made) && !ids.contains(&text.id));
}

#[test]
fn a_read_that_lags_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let kept = |faults| Options { state: Some(folder.path().to_owned()), faults, ..options() };
    let everything = |bench: &Bench| -> Vec<String> {
        let state = lock(&bench.service.state);
        let resources = state.world.everything().map(|resource| serde_json::to_string(resource).unwrap());
        resources.chain([state.world.created().to_string()]).collect()
    };
    let bench = Bench::with(kept(vec![Fault::new(Effect::Stale(5000)).on("GET", "/v1/**")]));
    let version = bench.version("PREPARE_FOR_SUBMISSION");
    bench.set("appStoreVersions", &version.id, &json!({ "copyright": "2030 X" }));
    let app = bench.other(&version, "app");
    let text = bench.find("appStoreVersionLocalizations", |text| {
        text.link("appStoreVersion") == Some(&version.id) && text.text("locale") != app.text("primaryLocale")
    });
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionLocalizations/{}", text.id)).status, 204);
    let before = everything(&bench);
    bench.get("/v1/apps");
    assert_eq!(everything(&bench), before);
    drop(bench);
    assert_eq!(everything(&Bench::with(kept(Vec::new()))), before, "and so says the journal");
}

#[test]
fn answers_wait_as_ordered() {
    let faults = vec![Fault::new(Effect::Delay(40)), Fault::new(Effect::SlowPage(3)).on("GET", "/v1/apps")];
    let bench = bench(faults);
    assert_eq!(bench.raw("GET", "/v1/apps?limit=2").delay, 46);
    assert_eq!(bench.raw("GET", "/v1/builds?limit=2").delay, 40);
}

#[test]
fn faults_change_while_it_runs() {
    let bench = bench(Vec::new());
    assert_eq!(bench.get("/v1/apps").status, 200);
    bench.service.set_faults(vec![Fault::new(Effect::status(500)).when(When::Every(2))]);
    let statuses: Vec<u16> = (0..4).map(|_| bench.get("/v1/apps").status).collect();
    assert_eq!(statuses, [200, 500, 200, 500]);
    bench.service.set_faults(Vec::new());
    assert_eq!(bench.get("/v1/apps").status, 200);
}
