//! How the budget is told: by the minute, not at all, and with the time to wait.

use jiff::SignedDuration;

use super::{Answered, Bench, options};
use crate::metering::{Metering, MinuteForm, MinuteLimit};
use crate::simulator::Options;

fn bench(metering: Metering) -> Bench {
    Bench::with(Options { hourly_limit: 5, metering, ..options() })
}

fn minute(form: MinuteForm, routes: &[&str]) -> Metering {
    let routes = routes.iter().map(ToString::to_string).collect();
    Metering { minute: Some(MinuteLimit { limit: 2, routes, form }), ..Metering::default() }
}

fn told(answer: &Answered) -> Vec<&str> {
    answer.headers.iter().filter(|(name, _)| *name == "x-rate-limit").map(|(_, value)| value.as_str()).collect()
}

#[test]
fn the_minute_is_told_in_three_forms() {
    let hour = "user-hour-lim:5;user-hour-rem:4;";
    let minute_left = "user-minute-lim:2;user-minute-rem:1;";
    let appended = format!("{hour}{minute_left}");
    for (form, expected) in [
        (MinuteForm::Alone, vec![minute_left]),
        (MinuteForm::Appended, vec![appended.as_str()]),
        (MinuteForm::SecondLine, vec![hour, minute_left]),
    ] {
        assert_eq!(told(&bench(minute(form, &[])).get("/v1/apps")), expected);
    }
}

#[test]
fn a_spent_minute_refuses_and_comes_back() {
    let bench = bench(minute(MinuteForm::Appended, &[]));
    bench.get("/v1/apps");
    bench.service.clock.advance(SignedDuration::from_secs(30));
    bench.get("/v1/apps");
    let over = bench.get("/v1/apps");
    assert_eq!((over.status, over.codes()), (429, vec!["RATE_LIMIT_EXCEEDED"]));
    assert_eq!(told(&over), ["user-hour-lim:5;user-hour-rem:3;user-minute-lim:2;user-minute-rem:0;"], "a refused one is not counted");
    assert_eq!(bench.send_as(1, "GET", "/v1/apps", Vec::new()).status, 200, "another key has its own minute");
    bench.service.clock.advance(SignedDuration::from_secs(30));
    assert_eq!(bench.get("/v1/apps").status, 200, "the first is a minute old");
    assert_eq!(bench.get("/v1/apps").status, 429, "the second is not");
    bench.service.clock.advance(SignedDuration::from_secs(60));
    for expected in [200, 200, 429] {
        assert_eq!(bench.get("/v1/apps").status, expected, "five are the hour's end");
    }
}

#[test]
fn a_minute_can_belong_to_some_routes() {
    let bench = bench(minute(MinuteForm::Alone, &["/v1/apps/{id}"]));
    for _ in 0..3 {
        assert_eq!(told(&bench.get("/v1/appCategories"))[0].split(':').next(), Some("user-hour-lim"));
    }
    assert_eq!(told(&bench.get("/v1/apps/0")), ["user-minute-lim:2;user-minute-rem:1;"]);
}

#[test]
fn the_minute_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || Options { state: Some(folder.path().to_owned()), metering: minute(MinuteForm::Alone, &[]), ..options() };
    Bench::with(kept()).get("/v1/apps");
    assert_eq!(told(&Bench::with(kept()).get("/v1/apps")), ["user-minute-lim:2;user-minute-rem:0;"]);
}

#[test]
fn some_routes_tell_nothing() {
    let bench = bench(Metering { silent: vec!["/v1/apps".to_owned()], ..Metering::default() });
    assert!(told(&bench.get("/v1/apps?limit=1")).is_empty());
    assert_eq!(told(&bench.get("/v1/appCategories")), ["user-hour-lim:5;user-hour-rem:3;"], "it was counted all the same");
}

#[test]
fn a_429_says_when_to_come_back_only_if_it_should() {
    for retry_after in [false, true] {
        let bench = bench(Metering { retry_after, ..Metering::default() });
        assert_eq!(bench.get("/v1/apps").header("retry-after"), None);
        bench.service.clock.advance(SignedDuration::from_mins(10));
        for _ in 0..4 {
            bench.get("/v1/apps");
        }
        let over = bench.get("/v1/apps");
        assert_eq!((over.status, over.header("retry-after")), (429, retry_after.then_some("3000")));
        bench.service.clock.advance(SignedDuration::from_secs(3000));
        assert_eq!(bench.get("/v1/apps").status, 200, "who waits that long is taken");
    }
}
