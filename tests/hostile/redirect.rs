//! Redirects: none is followed, because whoever follows brings the token along.

use super::server::{Foreign, Reply};
use super::{assert_unheard, mirrored, refuses};

#[test]
fn no_redirect_is_followed() {
    let (fleet, hostile) = mirrored();
    let foreign = Foreign::start();
    let port = foreign.url.rsplit_once(':').unwrap().1.to_owned();
    let places = [
        format!("{}/v1/apps", foreign.url),
        format!("http://localhost:{port}/v1/apps"),
        format!("//127.0.0.1:{port}/v1/apps"),
        "/v1/apps".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "file:///etc/passwd".to_owned(),
    ];
    let statuses = [301, 302, 303, 307, 308, 302];
    for (status, place) in statuses.into_iter().zip(places) {
        hostile.attacks(move |_| Reply::header(status, "Location", &place));
        refuses(&fleet, "sync --only states", 3, &format!("GET /v1/apps was redirected ({status})"));
        assert_eq!(hostile.lines().len(), 1, "no loop begins");
    }
    assert_unheard(&foreign);
}

#[test]
fn a_push_is_not_redirected_either() {
    let (fleet, hostile) = mirrored();
    let foreign = Foreign::start();
    fleet.edit("UPDATE versions SET copyright = '2026 Hostile' WHERE editable");
    let place = format!("{}/v1/collect", foreign.url);
    hostile.attacks(move |asked| if asked.method == "GET" { Reply::Honest } else { Reply::header(307, "Location", &place) });
    let ran = super::withstands(&fleet, "push --yes --format table", &[]);
    assert!(matches!(ran.code, 3 | 4), "{ran}");
    assert!(ran.stderr.contains("was redirected (307)") || ran.stdout.contains("was redirected (307)"), "{ran}");
    assert_unheard(&foreign);
}
