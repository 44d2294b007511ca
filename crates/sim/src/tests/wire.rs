//! Faults as a socket shows them: cut connections, waiting answers, the administration.

use std::time::Instant;

use super::http::{exchange, request};
use super::options;
use crate::SimError;
use crate::faults::{Cut, Effect, Fault, When};
use crate::simulator::{Options, Simulator};

async fn with(effect: Effect) -> Simulator {
    let faults = vec![Fault::new(effect).when(When::Nth(1))];
    Simulator::start(Options { faults, ..options() }).await.unwrap()
}

async fn get(simulator: &Simulator, target: &str) -> (u16, String, String) {
    exchange(simulator, &request(simulator, "GET", target, "", "")).await
}

#[tokio::test]
async fn a_connection_is_cut_before_the_answer() {
    for cut in [Cut::Request, Cut::Answer] {
        let simulator = with(Effect::Cut(cut)).await;
        let (status, head, _) = get(&simulator, "/v1/apps").await;
        assert_eq!((status, head.as_str()), (0, ""), "not a byte came");
        assert_eq!(get(&simulator, "/v1/apps").await.0, 200);
    }
}

#[tokio::test]
async fn a_connection_is_cut_in_the_middle_of_the_answer() {
    let simulator = with(Effect::Cut(Cut::Body)).await;
    let (status, head, body) = get(&simulator, "/v1/apps").await;
    let promised = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse::<usize>().unwrap();
    assert_eq!((status, body.len()), (200, promised / 2));
    let (_, _, whole) = get(&simulator, "/v1/apps").await;
    assert!(whole.len() > body.len() && whole.starts_with(&body[..60]));
    assert_eq!(simulator.exchanges()[0].fault.as_deref(), Some("cut in the middle of the answer"));
}

#[tokio::test]
async fn an_empty_answer_can_be_cut_too() {
    let simulator =
        Simulator::start(Options { faults: vec![Fault::new(Effect::Cut(Cut::Body)).on("DELETE", "/v1/**")], ..options() }).await.unwrap();
    let texts = simulator.resources("appStoreVersionLocalizations");
    let editable = texts.iter().find_map(|text| {
        let version = text["relationships"]["appStoreVersion"]["data"]["id"].as_str().unwrap();
        let version = simulator.resource("appStoreVersions", version).unwrap();
        let app = simulator.resource("apps", version["relationships"]["app"]["data"]["id"].as_str().unwrap()).unwrap();
        let ours = app["attributes"]["bundleId"].as_str().unwrap().starts_with("com.acme.")
            && app["attributes"]["primaryLocale"] != text["attributes"]["locale"];
        (ours && version["attributes"]["appVersionState"] == "PREPARE_FOR_SUBMISSION").then(|| text["id"].as_str().unwrap())
    });
    let target = format!("/v1/appStoreVersionLocalizations/{}", editable.unwrap());
    assert_eq!(exchange(&simulator, &request(&simulator, "DELETE", &target, "", "")).await.0, 0);
    assert!(simulator.resource("appStoreVersionLocalizations", editable.unwrap()).is_none(), "it was applied");
}

#[tokio::test]
async fn an_answer_waits() {
    let simulator = with(Effect::Delay(50)).await;
    let started = Instant::now();
    assert_eq!(get(&simulator, "/v1/apps").await.0, 200);
    assert!(started.elapsed().as_millis() >= 50);
}

#[tokio::test]
async fn two_lines_of_one_header() {
    use crate::metering::{Metering, MinuteForm, MinuteLimit};
    let minute = Some(MinuteLimit { limit: 150, routes: Vec::new(), form: MinuteForm::SecondLine });
    let simulator = Simulator::start(Options { metering: Metering { minute, ..Metering::default() }, ..options() }).await.unwrap();
    let (_, head, _) = get(&simulator, "/v1/apps").await;
    let lines: Vec<&str> = head.lines().filter_map(|line| line.strip_prefix("x-rate-limit: ")).collect();
    assert_eq!(lines, ["user-hour-lim:3600;user-hour-rem:3599;", "user-minute-lim:150;user-minute-rem:149;"]);
}

#[tokio::test]
async fn the_administration_sets_faults() {
    let simulator = Simulator::start(options()).await.unwrap();
    let post =
        |text: &str| format!("POST /__/faults HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{text}", text.len());
    let (status, _, said) = exchange(&simulator, post("[[fault]]\neffect = { answer = { status = 500 } }\n").as_bytes()).await;
    assert_eq!((status, said.as_str()), (200, "1 faults\n"));
    assert_eq!(get(&simulator, "/v1/apps").await.0, 500);
    let (status, _, said) = exchange(&simulator, post("{\"fault\": [{\"effect\": {\"delay\": -1}}]}").as_bytes()).await;
    assert_eq!(status, 400);
    assert!(said.starts_with("impossible faults: "), "{said}");
    assert_eq!(get(&simulator, "/v1/apps").await.0, 500, "all stayed as it was");
    exchange(&simulator, post("").as_bytes()).await;
    assert_eq!(get(&simulator, "/v1/apps").await.0, 200);
    let impossible = simulator.set_faults(vec![Fault::new(Effect::status(418))]);
    assert!(matches!(impossible, Err(SimError::Faults { .. })));
    simulator.set_faults(vec![Fault::new(Effect::status(504))]).unwrap();
    assert_eq!(get(&simulator, "/v1/apps").await.0, 504);
}
