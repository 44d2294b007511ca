//! Several keys an account: whose they are and what they may do.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{Bench, options};
use crate::account::{Credentials, identities};
use crate::error::SimError;
use crate::keys::{Key, Role};
use crate::simulator::{Options, Simulator};
use crate::{account, state::State};

/// The place of the first key that the options add.
const MORE: usize = 3;

fn bench(keys: Vec<Key>) -> Bench {
    Bench::with(Options { keys, ..options() })
}

#[test]
fn roles_decide_over_writes_and_not_over_reads() {
    let roles = [Role::Admin, Role::AppManager, Role::Developer, Role::Marketing, Role::ReadOnly];
    for individual in [false, true] {
        let keys = roles.map(|role| Key { individual, ..Key::team("acme", role) });
        let bench = bench(keys.to_vec());
        let id = bench.version("PREPARE_FOR_SUBMISSION").id;
        let target = format!("/v1/appStoreVersions/{id}");
        let body = json!({ "data": { "type": "appStoreVersions", "id": id, "attributes": { "copyright": "2030 X" } } });
        for (number, role) in roles.into_iter().enumerate() {
            assert_eq!(bench.send_as(MORE + number, "GET", &target, Vec::new()).status, 200, "{role:?}");
            let written = bench.send_as(MORE + number, "PATCH", &target, body.to_string().into_bytes());
            let writes = matches!(role, Role::Admin | Role::AppManager);
            assert_eq!(written.status, if writes { 200 } else { 403 }, "{role:?}");
            assert_eq!(written.codes(), if writes { vec![] } else { vec!["FORBIDDEN_ERROR"] });
        }
    }
}

#[test]
fn each_key_has_its_own_hour_and_its_accounts_apps() {
    let bench = Bench::with(Options { keys: vec![Key::team("acme", Role::Developer)], hourly_limit: 2, ..options() });
    for _ in 0..2 {
        bench.get("/v1/apps");
    }
    assert_eq!(bench.get("/v1/apps").status, 429);
    let other = bench.send_as(MORE, "GET", "/v1/apps?limit=200", Vec::new());
    assert_eq!(other.status, 200, "the limit is the key's, not the team's");
    assert!(other.ids().iter().all(|id| bench.find("apps", |app| app.id == *id).account.as_deref() == Some("acme")));
}

#[test]
fn a_revoked_key_is_known_and_refused() {
    let bench = bench(vec![Key::team("acme", Role::Admin).revoked()]);
    let refused = bench.send_as(MORE, "GET", "/v1/apps", Vec::new());
    assert_eq!((refused.status, refused.codes()), (403, vec!["FORBIDDEN_ERROR"]));
    assert_eq!(refused.header("x-rate-limit"), None, "it has no budget any more");
    assert_eq!(bench.get("/v1/apps").status, 200, "the account's other key is good");
}

#[test]
fn expired_agreements_stop_an_account() {
    let bench = Bench::with(Options { expired_agreements: vec!["acme".to_owned()], ..options() });
    let code = vec!["FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED"];
    let id = bench.version("PREPARE_FOR_SUBMISSION").id;
    let read = bench.get("/v1/apps");
    assert_eq!((read.status, read.codes()), (403, code.clone()));
    let written = bench.set("appStoreVersions", &id, &json!({ "copyright": "2030 X" }));
    assert_eq!((written.status, written.codes()), (403, code));
    assert_eq!(bench.send_as(1, "GET", "/v1/apps", Vec::new()).status, 200, "the others go on");
}

#[test]
fn a_foreign_public_key_opens_an_account() {
    // Somebody else's pair: the simulator learns its public half only.
    let theirs = Credentials::open(identities(&["elsewhere".to_owned()], 9).remove(0), None).unwrap();
    let header = STANDARD.decode("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgA=").unwrap();
    let der: Vec<u8> = header.into_iter().chain(theirs.public_key().iter().copied()).collect();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der));
    let bench = bench(vec![Key::registered("acme", "THEIRKEY01", &pem)]);
    let now = bench.service.clock.now();
    let issuer = &bench.service.credentials[0].account.issuer_id;
    let claims = json!({ "iss": issuer, "iat": now.as_second(), "exp": now.as_second() + 600, "aud": "appstoreconnect-v1" });
    let sign = |key_id: &str| crate::token::sign(&theirs, &json!({ "alg": "ES256", "kid": key_id, "typ": "JWT" }), &claims).unwrap();
    assert_eq!(bench.send_with(Some(format!("Bearer {}", sign("THEIRKEY01"))), "GET", "/v1/apps", Vec::new()).status, 200);
    let own = bench.service.credentials[0].account.key_id.clone();
    assert_eq!(bench.send_with(Some(format!("Bearer {}", sign(&own))), "GET", "/v1/apps", Vec::new()).status, 401, "another key's id");
    let registered = bench.service.credentials[MORE].issued();
    assert_eq!((registered.key_id.as_str(), registered.private_key_pem), ("THEIRKEY01", None));
}

#[test]
fn keys_that_cannot_be_are_refused() {
    let refuse = |options: &Options| {
        let state = State::open(options).unwrap();
        account::open_all(&state.accounts, state.seed, options).err().unwrap()
    };
    let stranger = refuse(&Options { keys: vec![Key::team("nobody", Role::Admin)], ..options() });
    assert!(matches!(stranger, SimError::Options { .. }), "{stranger}");
    let stranger = refuse(&Options { expired_agreements: vec!["nobody".to_owned()], ..options() });
    assert!(matches!(stranger, SimError::Options { .. }), "{stranger}");
    let twice = Key { key_id: Some("ONE0000000".to_owned()), ..Key::team("acme", Role::Admin) };
    assert!(matches!(refuse(&Options { keys: vec![twice.clone(), twice], ..options() }), SimError::Options { .. }));
    let broken = Key::registered("acme", "ONE0000000", "no key");
    assert!(matches!(refuse(&Options { keys: vec![broken], ..options() }), SimError::Key { .. }));
}

#[tokio::test]
async fn keys_are_handed_out_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let keys = vec![Key::individual("umbra", Role::Marketing), Key::team("acme", Role::ReadOnly)];
    let options = || Options { keys: keys.clone(), state: Some(folder.path().to_owned()), ..options() };
    let simulator = Simulator::start(options()).await.unwrap();
    assert_eq!(simulator.accounts().len(), 3, "one an account");
    let issued = simulator.keys();
    assert_eq!(issued.len(), 5);
    assert_eq!((issued[3].account.as_str(), issued[3].issuer_id.clone(), issued[3].role), ("umbra", None, Role::Marketing));
    assert!(issued[4].issuer_id.is_some());
    assert!(simulator.token_of(&issued[3].key_id).is_some());
    assert_eq!(simulator.token_of("NOSUCHKEY0"), None);
    assert!(!format!("{issued:?}").contains("PRIVATE KEY"));
    drop(simulator);
    let again = Simulator::start(options()).await.unwrap().keys();
    assert_eq!(again[3].private_key_pem, issued[3].private_key_pem);
    assert_eq!(again[3].key_path.as_deref(), Some(folder.path().join(format!("AuthKey_{}.p8", issued[3].key_id)).as_path()));
}

#[test]
fn only_json_is_spoken() {
    let bench = Bench::new();
    for (accept, status) in [("application/json", 200), ("*/*", 200), ("text/html", 406), ("application/a-gzip", 406)] {
        assert_eq!(bench.raw_accepting(accept, "/v1/apps").status, status, "{accept}");
    }
    let refused = bench.raw_accepting("text/html", "/v1/apps");
    assert!(refused.headers.contains(&("content-type", "text/plain".to_owned())));
    assert!(serde_json::from_slice::<serde_json::Value>(&refused.body).is_err(), "no JSON");
}
