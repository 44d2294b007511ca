//! Encryption declarations, their documents, and the builds that they cover.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Answered, Bench};

fn create(bench: &Bench, app: &str, own: bool, france: bool) -> Answered {
    let attributes = json!({
        "appDescription": "It encrypts",
        "containsProprietaryCryptography": own,
        "containsThirdPartyCryptography": true,
        "availableOnFrenchStore": france,
    });
    let app = json!({ "app": { "data": { "type": "apps", "id": app } } });
    bench.post(
        "/v1/appEncryptionDeclarations",
        &json!({ "data": { "type": "appEncryptionDeclarations", "attributes": attributes, "relationships": app } }),
    )
}

#[test]
fn common_cryptography_needs_no_papers() {
    let bench = Bench::new();
    let app = bench.find("apps", |_| true).id;
    let made = create(&bench, &app, false, false);
    assert_eq!((made.status, &made.body["data"]["attributes"]["appEncryptionDeclarationState"]), (201, &json!("APPROVED")));
    assert!(made.body["data"]["attributes"]["codeValue"].is_string());
    let id = made.body["data"]["id"].as_str().unwrap();
    assert!(bench.get(&format!("/v1/appEncryptionDeclarations?filter[app]={app}&include=app,builds")).ids().contains(&id));
    assert_eq!(bench.get(&format!("/v1/appEncryptionDeclarations/{id}/app")).body["data"]["id"], app);
    assert_eq!(bench.get(&format!("/v1/apps/{app}/appEncryptionDeclarations")).status, 404, "as in the field");
    let missing = json!({ "data": { "type": "appEncryptionDeclarations" } });
    assert_eq!(bench.post("/v1/appEncryptionDeclarations", &missing).codes().len(), 5);
}

#[test]
fn a_document_is_looked_at() {
    let bench = Bench::new();
    let app = bench.find("apps", |_| true).id;
    let made = create(&bench, &app, true, true);
    let id = made.body["data"]["id"].as_str().unwrap().to_owned();
    let state =
        || bench.get(&format!("/v1/appEncryptionDeclarations/{id}")).body["data"]["attributes"]["appEncryptionDeclarationState"].clone();
    assert_eq!(state(), "CREATED");
    let document = || {
        let declaration = json!({ "appEncryptionDeclaration": { "data": { "type": "appEncryptionDeclarations", "id": id } } });
        let data = json!({ "type": "appEncryptionDeclarationDocuments", "attributes": { "fileName": "a.pdf", "fileSize": 9 }, "relationships": declaration });
        bench.post("/v1/appEncryptionDeclarationDocuments", &json!({ "data": data }))
    };
    let reserved = document();
    let paper = reserved.body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(document().codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"], "one is enough");
    assert_eq!(bench.get(&format!("/v1/appEncryptionDeclarations/{id}/appEncryptionDeclarationDocument")).body["data"]["id"], *paper);
    bench.send_file(&reserved, b"%PDF-1.4\n");
    assert_eq!(bench.set("appEncryptionDeclarationDocuments", &paper, &json!({ "uploaded": true })).status, 200);
    assert_eq!(state(), "IN_REVIEW");
    bench.service.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(state(), "APPROVED");
}

#[test]
fn a_declaration_covers_builds_of_its_app() {
    let bench = Bench::new();
    let build = bench.find("builds", |_| true);
    let stranger = bench.find("builds", |other| other.link("app") != build.link("app"));
    let made = create(&bench, build.link("app").unwrap(), false, false);
    let id = made.body["data"]["id"].as_str().unwrap();
    let linkage = format!("/v1/builds/{}/relationships/appEncryptionDeclaration", build.id);
    let to = json!({ "data": { "type": "appEncryptionDeclarations", "id": id } });
    let wrong = bench.patch(&format!("/v1/builds/{}/relationships/appEncryptionDeclaration", stranger.id), &to);
    assert_eq!(wrong.codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"]);
    assert_eq!(bench.patch(&linkage, &to).status, 204);
    assert_eq!(bench.get(&format!("/v1/builds/{}/appEncryptionDeclaration", build.id)).body["data"]["id"], *id);
    assert_eq!(bench.patch(&linkage, &json!({ "data": Value::Null })).status, 204);
    let builds = format!("/v1/appEncryptionDeclarations/{id}/relationships/builds");
    let body = |id: &str| json!({ "data": [{ "type": "builds", "id": id }] });
    assert_eq!(bench.post(&builds, &body(&stranger.id)).codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"]);
    assert_eq!(bench.post(&builds, &body(&build.id)).status, 204);
    assert_eq!(bench.get(&format!("/v1/appEncryptionDeclarations?filter[builds]={}", build.id)).ids(), [id]);
    assert_eq!(bench.get(&builds).status, 403);
}
