//! The checker of exchanges, checked: a real exchange passes, and every kind of mistake is found. And what is held to
//! the document though no test here sent it.

use serde_json::{Value, json};
use sim::Exchange;

use crate::support::contract::{Contract, contract};
use crate::support::{TestFleet, World, skip};

/// A real PATCH with its answer, and the judge; none without Apple's document.
fn real() -> Option<(&'static Contract, Exchange)> {
    let judge = contract()?;
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where editable");
    fleet.ok("push --yes");
    let patch = fleet.sim().exchanges().into_iter().find(|exchange| exchange.method == "PATCH").unwrap();
    assert_eq!(judge.violations(&patch), [""; 0]);
    Some((judge, patch))
}

fn with(exchange: &Exchange, change: impl FnOnce(&mut Exchange)) -> Exchange {
    let mut changed = exchange.clone();
    change(&mut changed);
    changed
}

fn body(body: &mut Option<Value>) -> &mut Value {
    body.as_mut().unwrap()
}

#[test]
fn every_kind_of_mistake_in_a_write_is_found() {
    let Some((judge, real)) = real() else { return };
    let found = |change: fn(&mut Exchange)| judge.violations(&with(&real, change)).join("; ");
    let expect = |change: fn(&mut Exchange), words: &str| {
        let violations = found(change);
        assert!(violations.contains(words), "`{words}` is not in `{violations}`");
    };
    expect(|it| it.path = "/v1/appStoreVersion/1".into(), "is no operation");
    expect(|it| it.method = "DELETE".into(), "request: there is a body");
    expect(|it| it.path.push_str("?include=app"), "parameter include is unknown");
    expect(|it| it.status = 418, "status 418 is not listed");
    expect(|it| it.request_body = None, "request: there is no body");
    expect(|it| it.response_body = None, "answer: there is no body");
    expect(|it| body(&mut it.request_body)["data"]["attributes"]["copyrite"] = json!("x"), "'copyrite' was unexpected");
    expect(|it| body(&mut it.request_body)["data"]["attributes"]["copyright"] = json!(7), "7 is not of type");
    expect(|it| body(&mut it.request_body)["data"]["attributes"]["releaseType"] = json!("SOON"), "\"SOON\" is not one of");
    expect(|it| body(&mut it.request_body)["data"]["type"] = json!("apps"), "\"apps\" is not one of");
    expect(|it| body(&mut it.request_body)["data"]["id"] = Value::Null, "null is not of type");
    expect(|it| body(&mut it.response_body)["data"]["attributes"]["copyrite"] = json!("x"), "'copyrite' was unexpected");
    expect(|it| body(&mut it.response_body)["data"]["attributes"]["downloadable"] = json!("yes"), "\"yes\" is not of type");
    expect(|it| body(&mut it.response_body)["data"]["relationships"]["apps"] = json!({}), "'apps' was unexpected");
}

#[test]
fn every_kind_of_mistake_in_a_read_is_found() {
    let Some(judge) = contract() else { return };
    let fleet = TestFleet::synced();
    let real = fleet.sim().exchanges().into_iter().find(|exchange| exchange.path.starts_with("/v1/apps?")).unwrap();
    let expect = |change: fn(&mut Exchange), words: &str| {
        let violations = judge.violations(&with(&real, change)).join("; ");
        assert!(violations.contains(words), "`{words}` is not in `{violations}`");
    };
    expect(|it| it.path.push_str("&filter%5Bnames%5D=x"), "parameter filter[names] is unknown");
    expect(|it| it.path = "/v1/apps?limit=201".into(), "201 is out of range");
    expect(|it| it.path = "/v1/apps?include=builds,version".into(), "`version` is none of its values");
    expect(|it| body(&mut it.response_body)["included"][0]["type"] = json!("appScreenshots"), "cannot be included");
    expect(|it| body(&mut it.response_body)["included"][0]["id"] = json!(1), "answer/included/0/id: 1 is not of type");
    expect(|it| body(&mut it.response_body)["links"]["self"] = Value::Null, "answer/links/self");
}

#[test]
fn refusals_are_held_against_the_document_too() {
    let fleet = World::new(&["acme"], 3).start();
    fleet.reconfigure(&fleet.sim().accounts()[0].issuer_id, "00000000-0000-4000-8000-000000000000");
    assert_eq!(fleet.run("sync").code, 3);
    let refused = fleet.sim().exchanges().pop().unwrap();
    assert_eq!(refused.status, 401);
    let Some(judge) = contract() else { return };
    let violations = judge.violations(&with(&refused, |it| body(&mut it.response_body)["errors"][0]["code"] = json!(401)));
    assert_eq!(violations, ["answer/errors/0/code: 401 is not of type \"string\""]);
}

/// The simulator's own tests send far more than the product does. `APPFLEET_EXCHANGES` names what they recorded.
#[test]
fn exchanges_of_the_simulators_own_tests_are_held_to_the_document() {
    let Some(judge) = contract() else { return };
    let Some(recorded) = std::env::var_os("APPFLEET_EXCHANGES") else {
        return skip("APPFLEET_EXCHANGES is not set, so the exchanges of the simulator's own tests are left out");
    };
    let mut violations = Vec::new();
    let mut held = 0;
    for line in std::fs::read_to_string(recorded).unwrap().lines() {
        let exchange: Exchange = serde_json::from_str(line).unwrap();
        // Some tests serve resources of their own invention.
        let is_invented = ["/albums", "/pictures"].iter().any(|kind| exchange.path.contains(kind));
        // A request that is too long, too large or in another format does not reach what the document describes.
        let is_in_front = [406, 413].contains(&exchange.status) || exchange.status >= 500;
        if is_invented || is_in_front || exchange.fault.is_some() {
            continue;
        }
        held += 1;
        let found = if exchange.status < 400 { judge.violations(&exchange) } else { judge.violations_of_refusal(&exchange) };
        violations.extend(found.into_iter().map(|what| format!("{} {}: {what:.300}", exchange.method, exchange.path)));
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
    assert!(held > 1000, "{held} exchanges were recorded");
}
