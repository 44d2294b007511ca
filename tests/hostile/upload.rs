//! Addresses that files are sent to: whatever a reservation asks for, a file goes where it should or nowhere.

use serde_json::{Value, json};

use super::server::{Foreign, Hostile, Reply};
use super::{assert_unheard, withstands};
use crate::support::Gallery;

/// What a reservation asks for, made of what it should ask for.
type Operations = fn(&Value) -> Value;

/// Pushes one picture to a server whose reservations ask for this, and returns what is said.
fn pushed(operations: impl Fn(&Value) -> Value + Send + Sync + 'static) -> String {
    let gallery = Gallery::showing(0);
    let hostile = Hostile::before(&gallery.fleet);
    gallery.add(1, "");
    hostile.attacks(move |asked| {
        if !(asked.is("POST", "/v1/appScreenshots") || asked.is("GET", "/v1/appScreenshots/")) {
            return Reply::Honest;
        }
        let mut answer = asked.honest();
        let honest = answer["data"]["attributes"]["uploadOperations"].take();
        answer["data"]["attributes"]["uploadOperations"] = operations(&honest);
        Reply::Whole(201, "Content-Type: application/json\r\n".into(), answer.to_string().into())
    });
    let ran = withstands(&gallery.fleet, "push --yes --format table", &[]);
    assert!(matches!(ran.code, 3 | 4), "{ran}");
    assert!(
        !hostile.lines().iter().any(|line| line.starts_with("PATCH /v1/appScreenshots/")),
        "nothing is committed: {:?}",
        hostile.lines()
    );
    format!("{}{}", ran.stdout, ran.stderr)
}

#[test]
fn absurd_parts_are_not_sent() {
    let part = |honest: &Value, name: &str, value: Value| {
        let mut part = honest[0].clone();
        part[name] = value;
        json!([part])
    };
    let cases: [(Operations, &str); 9] = [
        (|honest| json!(vec![honest[0].clone(); 20_000]), "there are too many parts"),
        (|honest| json!([honest[0], honest[0]]), "two parts overlap"),
        (|_| json!("x"), "the parts are no list"),
        (|_| json!([7, "x", null]), "its method is not PUT"),
        (
            |_| json!([{ "method": "PUT", "url": "http://169.254.169.254/", "offset": 0, "length": 1 }]),
            "neither https nor on this computer",
        ),
        (|_| json!([{ "method": "PUT", "url": "file:///etc/passwd", "offset": 0, "length": 1 }]), "neither https nor on this computer"),
        (
            |honest| json!([{ "method": "PUT", "url": honest[0]["url"], "offset": u64::MAX, "length": u64::MAX }]),
            "its offset or length is absurd",
        ),
        (|honest| json!([{ "method": "PUT", "url": honest[0]["url"], "offset": 0, "length": 1e300 }]), "is no number of bytes"),
        (|honest| json!([{ "method": "DELETE", "url": honest[0]["url"], "offset": 0, "length": 1 }]), "its method is not PUT"),
    ];
    for (operations, words) in cases {
        let said = pushed(operations);
        assert!(said.contains(words), "{words}: {said}");
    }
    // More than is read of any answer.
    pushed(|honest| json!(vec![honest[0].clone(); 250_000]));
    let said = pushed(move |honest| part(honest, "requestHeaders", json!([{ "name": "Authorization", "value": "Basic x" }])));
    assert!(said.contains("not for it to set"), "{said}");
}

#[test]
fn a_host_of_files_sees_no_token_and_sends_nobody_on() {
    let (first, second) = (Foreign::start(), Foreign::start());
    let url = first.url.replace("://", "://user:secret@");
    let said = pushed(move |honest| {
        let mut part = honest[0].clone();
        part["url"] = json!(format!("{url}/x"));
        json!([part])
    });
    assert!(said.contains("neither https nor on this computer"), "{said}");
    assert_unheard(&first);
    assert_unheard(&second);
}
