//! The simulator against its rules, one file for each area, all through the front door.
//!
//! Most tests ask the service without a network; `http.rs` goes through the socket.

mod accessibility;
mod auth;
mod availability;
mod budget;
mod contract;
mod customer_reviews;
mod delivery;
mod documents;
mod encryption;
mod faults;
mod galleries;
mod hostile;
mod http;
mod keys;
mod killed;
mod machinery;
mod media;
mod metering;
mod paging;
mod parameters;
mod persistence;
mod phased_releases;
mod prices;
mod product_pages;
mod ready;
mod relationships;
mod releases;
mod review_details;
mod review_worlds;
mod reviewer;
pub(crate) mod samples;
mod states;
mod store_world;
mod submissions;
mod uploads;
mod versions;
mod webhooks;
mod wire;
mod worlds;
mod writes;

use std::sync::Mutex;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::account;
use crate::clock::Clock;
use crate::injector::Injector;
use crate::record::Recorder;
use crate::service::{Answer, Call, Service, lock};
use crate::simulator::Options;
use crate::state::State;
use crate::token;
use crate::world::Resource;

/// Where absolute links point in these tests.
const ORIGIN: &str = "https://api.example";

/// A simulator without a socket.
struct Bench {
    service: Service,
}

/// An answer, taken apart.
#[derive(Debug)]
struct Answered {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Value,
}

impl Bench {
    /// Thirty apps in three accounts at a fixed time.
    fn new() -> Self {
        Self::with(Options { apps: 30, ..options() })
    }

    fn with(options: Options) -> Self {
        let state = State::open(&options).unwrap();
        let bench = Self {
            service: Service {
                credentials: account::open_all(&state.accounts, state.seed, &options).unwrap(),
                clock: options.clock,
                hourly_limit: options.hourly_limit,
                metering: options.metering,
                faults: Mutex::new(Injector::default()),
                state: Mutex::new(state),
                recorder: Mutex::new(Recorder::open(options.record.as_deref()).unwrap()),
                unknown_routes: Mutex::default(),
                downloads: Mutex::default(),
                uploads: Mutex::default(),
            },
        };
        bench.service.set_faults(options.faults);
        bench
    }

    fn get(&self, target: &str) -> Answered {
        self.send("GET", target, None)
    }

    fn post(&self, target: &str, body: &Value) -> Answered {
        self.send("POST", target, Some(body))
    }

    fn patch(&self, target: &str, body: &Value) -> Answered {
        self.send("PATCH", target, Some(body))
    }

    fn delete(&self, target: &str) -> Answered {
        self.send("DELETE", target, None)
    }

    /// Sends a PATCH of attributes of a resource.
    fn set(&self, kind: &str, id: &str, attributes: &Value) -> Answered {
        let body = json!({ "data": { "type": kind, "id": id, "attributes": attributes } });
        self.patch(&format!("/v1/{kind}/{id}"), &body)
    }

    /// Sends as the first account.
    fn send(&self, method: &str, target: &str, body: Option<&Value>) -> Answered {
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        self.send_as(0, method, target, body)
    }

    fn send_as(&self, account: usize, method: &str, target: &str, body: Vec<u8>) -> Answered {
        let token = token::make(&self.service.credentials[account], self.service.clock.now()).unwrap();
        self.send_with(Some(format!("Bearer {token}")), method, target, body)
    }

    fn send_with(&self, authorization: Option<String>, method: &str, target: &str, body: Vec<u8>) -> Answered {
        let Answer { status, headers, body, .. } = self.answer(authorization, None, method, target, body);
        let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
        Answered { status, headers, body }
    }

    /// Sends as the first account, and leaves the answer as it is.
    fn raw(&self, method: &str, target: &str) -> Answer {
        let token = token::make(&self.service.credentials[0], self.service.clock.now()).unwrap();
        self.answer(Some(format!("Bearer {token}")), None, method, target, Vec::new())
    }

    fn raw_accepting(&self, accept: &str, target: &str) -> Answer {
        let token = token::make(&self.service.credentials[0], self.service.clock.now()).unwrap();
        self.answer(Some(format!("Bearer {token}")), Some(accept.to_owned()), "GET", target, Vec::new())
    }

    fn answer(&self, authorization: Option<String>, accept: Option<String>, method: &str, target: &str, body: Vec<u8>) -> Answer {
        let (method, target, origin) = (method.to_owned(), target.to_owned(), ORIGIN.to_owned());
        self.service.answer(Call { method, target, origin, authorization, accept, body: Some(body) })
    }

    /// The first resource of the first account that `wanted` likes.
    fn find(&self, kind: &str, wanted: impl Fn(&Resource) -> bool) -> Resource {
        // Copies first: `wanted` may ask the bench, too.
        let all: Vec<Resource> =
            lock(&self.service.state).world.all(kind).filter(|resource| resource.visible_to("acme")).cloned().collect();
        all.into_iter().find(|resource| wanted(resource)).expect("the world holds such a resource")
    }

    /// A version of the first account in that state.
    fn version(&self, state: &str) -> Resource {
        self.find("appStoreVersions", |version| version.text("appVersionState") == Some(state))
    }

    /// The first resource at the other end of a relationship.
    fn other(&self, resource: &Resource, relationship: &str) -> Resource {
        let state = lock(&self.service.state);
        state.world.one(resource, relationship).expect("the relationship leads somewhere").clone()
    }

    /// Puts a resource into the world by force.
    fn put(&self, resource: &Resource) {
        lock(&self.service.state).world.put(resource.clone());
    }
}

impl Answered {
    /// The codes of all errors, in order.
    fn codes(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors.iter().filter_map(|error| error["code"].as_str()).collect()
    }

    /// The ids of the primary data.
    fn ids(&self) -> Vec<&str> {
        let data = self.body["data"].as_array().map(Vec::as_slice).unwrap_or_default();
        data.iter().filter_map(|resource| resource["id"].as_str()).collect()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }
}

/// Twelve apps at noon. With `APPFLEET_RECORD` in the environment, what the tests send and are answered is appended to
/// the file of that name, for the contract check.
fn options() -> Options {
    let noon: Timestamp = "2026-01-05T12:00:00Z".parse().unwrap();
    let record = std::env::var_os("APPFLEET_RECORD").map(Into::into);
    Options { apps: 12, clock: Clock::fixed(noon), record, ..Options::default() }
}
