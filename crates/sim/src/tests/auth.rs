//! Tokens at the door. The claims themselves are tested beside `token.rs`.

use serde_json::json;

use super::{Bench, options};
use crate::service::lock;
use crate::token;

#[test]
fn no_token_no_answer() {
    let bench = Bench::new();
    for authorization in [None, Some("Bearer nonsense".to_owned()), Some(String::new())] {
        let answer = bench.send_with(authorization, "GET", "/v1/apps", Vec::new());
        assert_eq!((answer.status, answer.codes()), (401, vec!["NOT_AUTHORIZED"]));
        assert_eq!(answer.header("x-rate-limit"), None, "nobody's budget");
    }
    let exchange = lock(&bench.service.recorder).exchanges().remove(0);
    assert_eq!((exchange.status, exchange.account), (401, None));
}

#[test]
fn each_account_sees_its_own_apps() {
    let bench = Bench::with(options());
    let mut seen = 0;
    for account in 0..3 {
        let answer = bench.send_as(account, "GET", "/v1/apps?limit=200", Vec::new());
        seen += answer.ids().len();
        for id in answer.ids() {
            let other = bench.send_as((account + 1) % 3, "GET", &format!("/v1/apps/{id}"), Vec::new());
            assert_eq!((other.status, other.codes()), (404, vec!["NOT_FOUND"]));
            let other = bench.send_as((account + 1) % 3, "GET", &format!("/v1/apps/{id}/appInfos"), Vec::new());
            assert_eq!(other.status, 404);
        }
    }
    assert_eq!(seen, 12);
}

#[test]
fn an_hour_of_clock_skew_is_refused() {
    let bench = Bench::new();
    let now = bench.service.clock.now();
    for hours in [-1, 1] {
        let skewed = now + jiff::SignedDuration::from_hours(hours);
        let token = token::make(&bench.service.credentials[0], skewed).unwrap();
        let answer = bench.send_with(Some(format!("Bearer {token}")), "GET", "/v1/apps", Vec::new());
        assert_eq!(answer.status, 401, "{hours} hours");
    }
}

#[test]
fn a_good_token_makes_no_other_good() {
    let bench = Bench::new();
    let good = token::make(&bench.service.credentials[0], bench.service.clock.now()).unwrap();
    let ask = |token: &str| bench.send_with(Some(format!("Bearer {token}")), "GET", "/v1/apps?limit=1", Vec::new()).status;
    assert_eq!((ask(&good), ask(&good)), (200, 200));
    let (message, signature) = good.rsplit_once('.').unwrap();
    let other = token::make(&bench.service.credentials[1], bench.service.clock.now()).unwrap();
    let (other_message, _) = other.rsplit_once('.').unwrap();
    assert_eq!(ask(&format!("{other_message}.{signature}")), 401);
    assert_eq!(ask(&format!("{message}.{}", &signature[1..])), 401);
    bench.service.clock.advance(jiff::SignedDuration::from_mins(20));
    assert_eq!(ask(&good), 401, "remembered, but expired");
}

#[test]
fn a_scoped_token_reads_what_it_names() {
    let bench = Bench::new();
    let credentials = &bench.service.credentials[0];
    let now = bench.service.clock.now().as_second();
    let claims = json!({
        "iss": credentials.account.issuer_id, "iat": now, "exp": now + 600, "aud": "appstoreconnect-v1",
        "scope": ["GET /v1/apps"],
    });
    let header = json!({ "alg": "ES256", "kid": credentials.account.key_id });
    let authorization = || Some(format!("Bearer {}", token::sign(credentials, &header, &claims).unwrap()));
    assert_eq!(bench.send_with(authorization(), "GET", "/v1/apps?limit=1", Vec::new()).status, 200);
    let refused = bench.send_with(authorization(), "GET", "/v1/appCategories", Vec::new());
    assert_eq!((refused.status, refused.codes()), (403, vec!["FORBIDDEN_ERROR"]));
    assert_eq!(bench.send_with(authorization(), "POST", "/v1/apps", Vec::new()).status, 403);
}
