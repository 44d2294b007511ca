//! The rolling hour, with a clock that is moved by hand.

use jiff::SignedDuration;

use super::{Bench, options};
use crate::simulator::Options;

#[test]
fn the_hour_is_spent_and_comes_back() {
    let bench = Bench::with(Options { hourly_limit: 3, ..options() });
    let clock = bench.service.clock.clone();
    let first = bench.get("/v1/apps");
    assert_eq!(first.header("x-rate-limit"), Some("user-hour-lim:3;user-hour-rem:2;"));
    clock.advance(SignedDuration::from_mins(30));
    assert_eq!(bench.get("/v1/apps/0").status, 404, "a refused request counts");
    assert_eq!(bench.get("/v1/apps").header("x-rate-limit"), Some("user-hour-lim:3;user-hour-rem:0;"));
    let over = bench.get("/v1/apps");
    assert_eq!((over.status, over.codes()), (429, vec!["RATE_LIMIT_EXCEEDED"]));
    assert_eq!(over.header("x-rate-limit"), Some("user-hour-lim:3;user-hour-rem:0;"));
    assert_eq!(bench.send_as(1, "GET", "/v1/apps", Vec::new()).status, 200, "another key has its own hour");
    clock.advance(SignedDuration::from_mins(30));
    assert_eq!(bench.get("/v1/apps").status, 200, "the first request is an hour old");
    assert_eq!(bench.get("/v1/apps").status, 429, "the other two are not");
}
