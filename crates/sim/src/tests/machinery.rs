//! What the tables can say, on the small tables of `samples`.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Answered, Bench, options};
use crate::copy;
use crate::ids::Ids;
use crate::service::lock;
use crate::simulator::Options;
use crate::world::Resource;

fn picture(id: &str, caption: &str) -> Value {
    json!({ "type": "pictures", "id": id, "attributes": { "caption": caption } })
}

/// Creates the album of an app with pictures `a`, `bb` and `ccc`.
fn album(bench: &Bench) -> (String, Answered) {
    let app = bench.find("apps", |_| true).id;
    let pictures = ["${2}", "${1}", "${3}"].map(|id| json!({ "type": "pictures", "id": id }));
    let created = bench.post(
        "/v2/albums",
        &json!({
            "data": {
                "type": "albums",
                "attributes": { "pages": 3, "printed": "2026-01-31", "secret": "hush", "contact": "+49 89 123456" },
                "relationships": {
                    "app": { "data": { "type": "apps", "id": app } },
                    "pictures": { "data": pictures },
                },
            },
            "included": [picture("${1}", "a"), picture("${2}", "bb"), picture("${3}", "ccc")],
        }),
    );
    (app, created)
}

fn captions(bench: &Bench, target: &str) -> Vec<String> {
    let body = bench.get(target).body;
    let data = body["data"].as_array().cloned().unwrap_or_default();
    data.iter().map(|picture| picture["attributes"]["caption"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_version_belongs_to_the_type() {
    let bench = Bench::new();
    let (app, created) = album(&bench);
    assert_eq!(created.status, 201, "{:?}", created.body);
    let data = &created.body["data"];
    assert_eq!(data["id"], app, "a singleton has the id of its app");
    assert_eq!(data["links"]["self"], format!("https://api.example/v2/albums/{app}"));
    assert_eq!(created.header("location"), Some(format!("https://api.example/v2/albums/{app}").as_str()));
    let related = &data["relationships"]["pictures"]["links"]["related"];
    assert_eq!(*related, format!("https://api.example/v2/albums/{app}/pictures"));
    assert_eq!(bench.get(&format!("/v1/albums/{app}")).status, 404);
    let page = bench.get(&format!("/v2/albums/{app}/pictures?limit=2"));
    assert!(page.body["links"]["next"].as_str().unwrap().starts_with("https://api.example/v2/albums/"));
    assert!(page.body["data"][0]["links"]["self"].as_str().unwrap().contains("/v1/pictures/"));
}

#[test]
fn a_write_only_attribute_is_kept_and_never_shown() {
    let bench = Bench::new();
    let (app, created) = album(&bench);
    assert!(created.body["data"]["attributes"].get("secret").is_none());
    assert_eq!(created.body["data"]["attributes"]["pages"], 3);
    assert!(!bench.get(&format!("/v2/albums/{app}")).body.to_string().contains("hush"));
    assert_eq!(bench.find("albums", |_| true).hidden("secret"), "hush");
    let field = bench.get(&format!("/v2/albums/{app}?fields[albums]=secret"));
    assert_eq!(field.status, 400);
}

#[test]
fn each_endpoint_has_its_own_parameters() {
    let bench = Bench::new();
    let (app, _) = album(&bench);
    let missing = bench.get("/v2/albums");
    assert_eq!((missing.status, missing.codes()), (400, vec!["PARAMETER_ERROR.REQUIRED"]));
    assert_eq!(bench.get(&format!("/v2/albums?filter[app]={app}")).ids(), [app.as_str()]);
    let pictures = format!("/v2/albums/{app}/pictures");
    assert_eq!(captions(&bench, &format!("{pictures}?sort=-caption")), ["ccc", "bb", "a"]);
    assert_eq!(captions(&bench, &format!("{pictures}?filter[size]=1,3")), ["a", "ccc"]);
    assert_eq!(captions(&bench, &format!("{pictures}?exists[caption]=false")).len(), 0);
    assert_eq!(bench.get(&format!("{pictures}?include=album")).body["included"][0]["id"], app);
    assert_eq!(bench.get(&format!("/v2/albums/{app}/allPictures?include=album")).status, 400);
    assert_eq!(bench.get(&format!("/v2/albums/{app}/allPictures")).ids().len(), 3);
    let cover = bench.get(&format!("/v2/albums/{app}/cover"));
    assert_eq!((cover.status, cover.codes()), (404, vec!["RESOURCE_DOES_NOT_EXIST"]));
}

#[test]
fn an_order_is_replaced_as_a_whole() {
    let bench = Bench::new();
    let (app, _) = album(&bench);
    let (pictures, linkage) = (format!("/v2/albums/{app}/pictures"), format!("/v2/albums/{app}/relationships/pictures"));
    assert_eq!(captions(&bench, &pictures), ["bb", "a", "ccc"], "the order of the create");
    let mut data = bench.get(&linkage).body["data"].as_array().unwrap().clone();
    data.reverse();
    assert_eq!(bench.patch(&linkage, &json!({ "data": data })).status, 204);
    assert_eq!(captions(&bench, &pictures), ["ccc", "a", "bb"]);
    let fewer = bench.patch(&linkage, &json!({ "data": &data[1..] }));
    assert_eq!((fewer.status, fewer.codes()), (409, vec!["ENTITY_ERROR.RELATIONSHIP.INVALID"]));
    let twice = bench.patch(&linkage, &json!({ "data": [&data[0], &data[0], &data[1]] }));
    assert_eq!(twice.status, 409);
    assert_eq!(bench.send("POST", &linkage, Some(&json!({ "data": data }))).status, 403);
    assert_eq!(bench.patch(&linkage, &json!({ "data": null })).status, 422);
}

#[test]
fn members_are_added_and_removed() {
    let bench = Bench::new();
    let (app, _) = album(&bench);
    let linkage = format!("/v2/albums/{app}/relationships/languages");
    let body = |ids: &[&str]| json!({ "data": ids.iter().map(|id| json!({ "type": "appCategories", "id": id })).collect::<Vec<_>>() });
    assert_eq!(bench.post(&linkage, &body(&["GAMES", "BOOKS"])).status, 204);
    assert_eq!(bench.post(&linkage, &body(&["NEWS", "GAMES"])).status, 204);
    assert_eq!(bench.get(&linkage).ids(), ["GAMES", "BOOKS", "NEWS"]);
    assert_eq!(bench.send("DELETE", &linkage, Some(&body(&["GAMES"]))).status, 204);
    assert_eq!(bench.get(&linkage).ids(), ["BOOKS", "NEWS"]);
    assert_eq!(bench.post(&linkage, &body(&["NONSENSE"])).status, 409);
}

#[test]
fn inline_objects_have_local_ids_and_rights_of_their_own() {
    let bench = Bench::new();
    let app = bench.find("apps", |_| true).id;
    let send = |included: Value, named: &str| {
        let relationships = json!({
            "app": { "data": { "type": "apps", "id": app } },
            "pictures": { "data": [{ "type": "pictures", "id": named }] },
        });
        bench.post("/v2/albums", &json!({ "data": { "type": "albums", "relationships": relationships }, "included": included }))
    };
    for id in ["1", "${}", "${a b}", "$1"] {
        let refused = send(json!([picture(id, "a")]), id);
        assert_eq!((refused.status, refused.codes()), (409, vec!["ENTITY_ERROR.INCLUDED.INVALID_ID"]), "{id}");
    }
    let dangling = send(json!([picture("${1}", "a")]), "${2}");
    assert_eq!(dangling.codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"]);
    let empty = send(json!([{ "type": "pictures", "id": "${1}", "attributes": { "state": "DONE" } }]), "${1}");
    assert_eq!(empty.codes(), ["ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED", "ENTITY_ERROR.ATTRIBUTE.REQUIRED"]);
    assert_eq!(empty.body["errors"][0]["source"]["pointer"], "/included/0/attributes/state");
    assert_eq!(send(json!([{ "type": "apps", "id": "${1}" }]), "${1}").codes(), ["ENTITY_ERROR.INCLUDED.INVALID_TYPE"]);
    assert_eq!(bench.get(&format!("/v2/albums/{app}")).status, 404, "nothing was created");
    assert_eq!(send(json!([picture("${1}", "a")]), "${1}").status, 201);
}

#[test]
fn what_is_due_happens_when_the_clock_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().to_owned()), ..options() };
    let clock = options.clock.clone();
    let bench = Bench::with(options.clone());
    let (app, _) = album(&bench);
    let id = bench.get(&format!("/v2/albums/{app}/pictures")).ids()[0].to_owned();
    let state = |bench: &Bench| bench.get(&format!("/v1/pictures/{id}")).body["data"]["attributes"]["state"].clone();
    assert_eq!(bench.set("pictures", &id, &json!({ "uploaded": true })).status, 200);
    clock.advance(SignedDuration::from_secs(59));
    assert_eq!(state(&bench), "PROCESSING");
    drop(bench);
    let bench = Bench::with(options.clone());
    assert_eq!(state(&bench), "PROCESSING", "it is still to come after a restart");
    clock.advance(SignedDuration::from_hours(1));
    assert_eq!(state(&bench), "processed 2026-01-05T12:01:00Z", "it happened at its own time");
    lock(&bench.service.state).compact(0).unwrap();
    drop(bench);
    let bench = Bench::with(options);
    assert_eq!(state(&bench), "processed 2026-01-05T12:01:00Z", "and only once");
    assert_eq!(lock(&bench.service.state).world.due().events().count(), 0);
}

#[test]
fn parts_are_copied_and_deleted_with_the_whole() {
    let bench = Bench::new();
    let (app, _) = album(&bench);
    let album = bench.find("albums", |_| true);
    let mut state = lock(&bench.service.state);
    let mut copy = Resource { id: "copy".to_owned(), ..album.clone() };
    let parts = copy::parts(&state.world, &album, &mut copy, &Ids::new(&state.world, 1));
    parts.into_iter().chain([copy.clone()]).for_each(|resource| state.world.put(resource));
    let texts = |album: &Resource| -> Vec<String> {
        state.world.related(album, "pictures").iter().map(|picture| picture.text("caption").unwrap().to_owned()).collect()
    };
    assert_eq!(texts(&copy), ["bb", "a", "ccc"], "the copies keep the order");
    assert_eq!(texts(&album), ["bb", "a", "ccc"]);
    drop(state);
    assert_eq!(bench.delete(&format!("/v2/albums/{app}")).status, 204);
    let state = lock(&bench.service.state);
    assert_eq!(state.world.all("pictures").count(), 3, "only the copies are left");
}
