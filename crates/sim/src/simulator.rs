//! The simulator as its users see it: options in, an address and a view of the world out.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::account::{self, Account};
use crate::clock::Clock;
use crate::courier;
use crate::error::SimError;
use crate::faults::{self, Fault};
use crate::ids::Ids;
use crate::injector::Injector;
use crate::keys::{IssuedKey, Key};
use crate::listing::Listing;
use crate::media::receive::Upload;
use crate::media::serve::Download;
use crate::metering::Metering;
use crate::pace::Pace;
use crate::planted::Planted;
use crate::record::{Exchange, Recorder};
use crate::resources;
use crate::review::{Idle, Review};
use crate::server;
use crate::service::{Service, Stopped, lock};
use crate::state::State;
use crate::token;
use crate::webhooks;
use crate::world::{Change, Resource};
use crate::write;

/// How long a stop waits for requests that are being answered.
const PATIENCE: Duration = Duration::from_secs(2);

/// What to simulate.
#[derive(Debug, Clone)]
pub struct Options {
    /// The accounts (teams), each with its own key and apps.
    pub accounts: Vec<String>,
    /// How many apps all accounts have together.
    pub apps: usize,
    /// What the world is drawn from: the same options give the same world, ids included. Private
    /// keys are the exception: they are random, and lie in the state folder if there is one.
    pub seed: u64,
    /// Whether some apps have something wrong with them; [`Simulator::planted`] lists what.
    pub problems: bool,
    /// Whether some resources have attributes and values that Apple's document does not know, as
    /// real ones have now and then. They break the contract, so nobody has them unasked.
    pub unknowns: bool,
    /// Requests that one key may send in a rolling hour.
    pub hourly_limit: u32,
    /// How the budget is told, and what limits it besides the hour.
    pub metering: Metering,
    /// Trouble on order; [`Simulator::set_faults`] changes it while the simulator runs.
    pub faults: Vec<Fault>,
    /// Keys besides the first one of each account, which may do everything.
    pub keys: Vec<Key>,
    /// Accounts whose agreements are missing or have expired: all their requests are refused.
    pub expired_agreements: Vec<String>,
    /// A folder that keeps the world between runs. An existing one decides over accounts, apps
    /// and seed; without one the world ends with the simulator.
    pub state: Option<PathBuf>,
    /// A file to which every exchange is appended, one JSON object a line.
    pub record: Option<PathBuf>,
    /// The port on 127.0.0.1; 0 is any that is free.
    pub port: u16,
    /// What time it is.
    pub clock: Clock,
    /// How fast the reviewer works.
    pub pace: Pace,
    /// How much each generated app shows.
    pub listing: Listing,
    /// How long an uploaded file is looked at (previews: twice as long), by [`Options::clock`]. Apple
    /// takes half a minute and more; two seconds are the default. With none it is done by the next request.
    pub processing: Duration,
    /// How long a version that joined a submission is not ready to be submitted, by [`Options::clock`]: until then the
    /// submission is refused with a request to try again later. None is the default.
    pub settling: Duration,
}

impl Default for Options {
    /// Sixty apps in three accounts, in memory, on any port, by the machine's clock.
    fn default() -> Self {
        Self {
            accounts: ["acme", "northwind", "umbra"].map(str::to_owned).to_vec(),
            apps: 60,
            seed: 20_080_710, // 2008-07-10, the day the App Store opened
            problems: true,
            unknowns: false,
            hourly_limit: 3600,
            metering: Metering::default(),
            faults: Vec::new(),
            keys: Vec::new(),
            expired_agreements: Vec::new(),
            state: None,
            record: None,
            port: 0,
            clock: Clock::system(),
            pace: Pace::default(),
            listing: Listing::default(),
            processing: Duration::from_secs(2),
            settling: Duration::ZERO,
        }
    }
}

/// A running App Store Connect on 127.0.0.1. Dropping it ends it at once; [`Simulator::stop`]
/// lets requests finish and folds the journal into the snapshot.
pub struct Simulator {
    url: String,
    accounts: Vec<Account>,
    /// The state folder, for messages.
    state: Option<PathBuf>,
    service: Arc<Service>,
    shutdown: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Opens the world, binds 127.0.0.1 and serves on the current tokio runtime.
    ///
    /// # Errors
    /// [`SimError::Locked`] when another simulator uses the state folder; otherwise what could
    /// not be bound, read, written or understood.
    pub async fn start(options: Options) -> Result<Self, SimError> {
        check(&options)?;
        let mut state = State::open(&options)?;
        let credentials = account::open_all(&state.accounts, state.seed, &options)?;
        let own = credentials.iter().take(state.accounts.len());
        let accounts = own.map(|credentials| credentials.account.clone()).collect();
        let (outbox, deliveries) = mpsc::unbounded_channel();
        state.outbox = Some(outbox);
        let pending = state.world.all("webhookDeliveries").cloned().map(Change::Put).collect::<Vec<_>>();
        state.post(webhooks::outgoing(&pending));
        let service = Arc::new(Service {
            credentials,
            clock: options.clock,
            hourly_limit: options.hourly_limit,
            metering: options.metering,
            faults: Mutex::new(Injector::default()),
            state: Mutex::new(state),
            recorder: Mutex::new(Recorder::open(options.record.as_deref())?),
            unknown_routes: Mutex::default(),
            downloads: Mutex::default(),
            uploads: Mutex::default(),
        });
        service.set_faults(options.faults);
        let port = options.port;
        let unheard = |source| SimError::Listen { port, source };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).await.map_err(unheard)?;
        let url = format!("http://{}", listener.local_addr().map_err(unheard)?);
        let (shutdown, ended) = oneshot::channel();
        let serve = axum::serve(listener, server::router(Arc::clone(&service))).with_graceful_shutdown(async {
            // An error means that the sender is gone, which is an end as well.
            let _ = ended.await;
        });
        let courier = courier::run(Arc::clone(&service), deliveries);
        let server = tokio::spawn(async move {
            tokio::select! {
                ended = serve.into_future() => if let Err(error) = ended {
                    tracing::error!(%error, "the simulator's server ended");
                },
                () = courier => {}
            }
        });
        Ok(Self { url, accounts, state: options.state, service, shutdown: Some(shutdown), server: Some(server) })
    }

    /// Where it listens: `http://127.0.0.1:PORT`, without a path.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The accounts and their keys.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// A valid token of the account, good for 19 minutes, for people with curl; none for an
    /// account that does not exist.
    pub fn token(&self, account: &str) -> Option<String> {
        let credentials = self.service.credentials.iter().find(|credentials| credentials.account.name == account)?;
        token::make(credentials, self.service.clock.now())
    }

    /// All keys: the first one of each account, then those of [`Options::keys`].
    pub fn keys(&self) -> Vec<IssuedKey> {
        self.service.credentials.iter().map(account::Credentials::issued).collect()
    }

    /// A valid token of the key, good for 19 minutes; none for a key that does not exist, or
    /// whose private half only somebody else has.
    pub fn token_of(&self, key_id: &str) -> Option<String> {
        let credentials = self.service.credentials.iter().find(|credentials| credentials.account.key_id == key_id)?;
        token::make(credentials, self.service.clock.now())
    }

    /// Puts other faults in place of those that there are, and counts requests anew.
    ///
    /// # Errors
    /// [`SimError::Faults`] for a fault that cannot be; then all stays as it was.
    pub fn set_faults(&self, faults: Vec<Fault>) -> Result<(), SimError> {
        faults::check(&faults)?;
        self.service.set_faults(faults);
        Ok(())
    }

    /// Everything asked and answered since the start, the oldest first. At most 100,000 exchanges
    /// or 256 MB of bodies are kept.
    pub fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.service.recorder).exchanges()
    }

    /// How many requests were answered since the start.
    pub fn request_count(&self) -> usize {
        lock(&self.service.recorder).count()
    }

    /// `METHOD path` of every request since the start that named nothing that the simulator knows.
    pub fn unknown_routes(&self) -> Vec<String> {
        lock(&self.service.unknown_routes).clone()
    }

    /// Every picture that was asked for since the start, the first one first. They are no exchanges of the API.
    pub fn downloads(&self) -> Vec<Download> {
        lock(&self.service.downloads).clone()
    }

    /// How many pictures were asked for since the start.
    pub fn download_count(&self) -> usize {
        lock(&self.service.downloads).len()
    }

    /// Every part of a file that was sent since the start, the first one first. They are no exchanges of the API.
    pub fn uploads(&self) -> Vec<Upload> {
        lock(&self.service.uploads).clone()
    }

    /// A resource as stored: `type`, `id`, all `attributes`, and `relationships` with the to-one
    /// linkage that it holds itself.
    pub fn resource(&self, kind: &str, id: &str) -> Option<Value> {
        self.state().world.get(kind, id).map(stored)
    }

    /// All resources of a type, of all accounts, the oldest first.
    pub fn resources(&self, kind: &str) -> Vec<Value> {
        self.state().world.all(kind).map(stored).collect()
    }

    /// What was wrong with the world when it was made, whatever has been mended since.
    pub fn planted(&self) -> Vec<Planted> {
        lock(&self.service.state).planted.clone()
    }

    /// How many apps there are in all accounts.
    pub fn app_count(&self) -> usize {
        lock(&self.service.state).world.all("apps").count()
    }

    /// Changes attributes as somebody with the web page and all rights would: no token, no
    /// budget, no state stands against it, and it is kept like any write.
    ///
    /// # Errors
    /// [`SimError::UnknownResource`], [`SimError::UnknownAttribute`] or [`SimError::Value`] for
    /// what the types do not allow; [`SimError::Write`] when the state folder cannot be written.
    pub fn edit(&self, kind: &str, id: &str, attributes: Value) -> Result<(), SimError> {
        let mut state = self.state();
        let Some(before) = state.world.get(kind, id) else {
            return Err(SimError::UnknownResource { kind: kind.to_owned(), id: id.to_owned() });
        };
        let attributes = checked(before, attributes)?;
        let changes = write::edit(&state.world, before, &attributes, state.seed);
        let path = self.state.clone().unwrap_or_default();
        state.commit(changes).map_err(|source| SimError::Write { path, source })
    }

    /// Adds a resource to the account of what it hangs from, as somebody with the web page and all rights would. `links` are
    /// its to-one relationships by name. Returns its id.
    ///
    /// # Errors
    /// [`SimError::UnknownResource`] for a type or an end of a relationship that is not there; otherwise those of
    /// [`Simulator::edit`].
    pub fn add(&self, kind: &str, attributes: Value, links: &[(&str, &str)]) -> Result<String, SimError> {
        let mut state = self.state();
        let unknown = |kind: &str, id: &str| SimError::UnknownResource { kind: kind.to_owned(), id: id.to_owned() };
        let known = resources::kind(kind).ok_or_else(|| unknown(kind, ""))?;
        let id = Ids::new(&state.world, state.seed).next();
        let mut account = None;
        for (name, end) in links {
            let to = known.to(name).ok_or_else(|| SimError::UnknownAttribute { kind: kind.to_owned(), attribute: (*name).to_owned() })?;
            account = account.or(state.world.get(to, end).ok_or_else(|| unknown(to, end))?.account.clone());
        }
        let mut added =
            links.iter().fold(Resource::new(known, id.as_str(), account.as_deref()), |added, (name, end)| added.linked(name, *end));
        for (name, value) in checked(&added, attributes)? {
            added.set(&name, value);
        }
        let path = self.state.clone().unwrap_or_default();
        state.commit(vec![Change::Put(added)]).map_err(|source| SimError::Write { path, source })?;
        Ok(id)
    }

    /// Leads a to-one relationship to another end, or to none, with nothing standing against it.
    ///
    /// # Errors
    /// [`SimError::UnknownResource`] when one of the two is not there; [`SimError::UnknownAttribute`] when the type has no
    /// such relationship; [`SimError::Write`] when the state folder cannot be written.
    pub fn link(&self, kind: &str, id: &str, name: &str, end: Option<&str>) -> Result<(), SimError> {
        let mut state = self.state();
        let unknown = |kind: &str, id: &str| SimError::UnknownResource { kind: kind.to_owned(), id: id.to_owned() };
        let mut linked = state.world.get(kind, id).ok_or_else(|| unknown(kind, id))?.clone();
        let to = linked.kind.to(name).ok_or_else(|| SimError::UnknownAttribute { kind: kind.to_owned(), attribute: name.to_owned() })?;
        match end {
            Some(end) if state.world.get(to, end).is_none() => return Err(unknown(to, end)),
            Some(end) => linked.links.insert(name.to_owned(), end.to_owned()),
            None => linked.links.remove(name),
        };
        let path = self.state.clone().unwrap_or_default();
        state.commit(vec![Change::Put(linked)]).map_err(|source| SimError::Write { path, source })
    }

    /// Takes a resource out of the world with nothing standing against it, as when an app is
    /// transferred to another team. What hangs from it stays, and nothing leads there any more.
    ///
    /// # Errors
    /// [`SimError::UnknownResource`]; [`SimError::Write`] when the state folder cannot be written.
    pub fn remove(&self, kind: &str, id: &str) -> Result<(), SimError> {
        let mut state = self.state();
        let Some(gone) = state.world.get(kind, id) else {
            return Err(SimError::UnknownResource { kind: kind.to_owned(), id: id.to_owned() });
        };
        let changes = vec![Change::delete(gone)];
        let path = self.state.clone().unwrap_or_default();
        state.commit(changes).map_err(|source| SimError::Write { path, source })
    }

    /// Lets the reviewer do something, whatever [`Options::pace`] says.
    ///
    /// # Errors
    /// [`SimError::UnknownResource`] when neither a version nor a submission has the id;
    /// [`SimError::Review`] when its state does not go with the action; [`SimError::Write`] when
    /// the state folder cannot be written.
    pub fn review(&self, review: &Review) -> Result<(), SimError> {
        self.service.review(review).map_err(|stopped| match stopped {
            Stopped::Idle(Idle::Unknown) => SimError::UnknownResource { kind: "appStoreVersions".to_owned(), id: review.id.clone() },
            Stopped::Idle(Idle::State(state)) => SimError::Review { id: review.id.clone(), action: review.action, state },
            Stopped::Write(source) => SimError::Write { path: self.state.clone().unwrap_or_default(), source },
        })
    }

    /// The state, after everything that is due has happened.
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = lock(&self.service.state);
        if let Err(error) = state.advance(self.service.clock.now()) {
            tracing::error!(%error, "what is due could not be written down, and did not happen");
        }
        state
    }

    /// Lets running requests finish (two seconds at most), folds the journal into the snapshot
    /// and frees the state folder.
    pub async fn stop(mut self) {
        drop(self.shutdown.take());
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(PATIENCE, &mut server).await.is_err()
        {
            server.abort();
        }
        let now = self.service.clock.now().as_millisecond();
        if let Err(error) = lock(&self.service.state).compact(now) {
            tracing::warn!(%error, "the journal stays as it is");
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.abort();
        }
        // Connections outlive the listener; the folder must not.
        lock(&self.service.state).close();
    }
}

fn check(options: &Options) -> Result<(), SimError> {
    let impossible = |reason: &str| Err(SimError::Options { reason: reason.to_owned() });
    if options.accounts.is_empty() {
        return impossible("there must be at least one account");
    }
    let mut names = options.accounts.clone();
    names.sort_unstable();
    names.dedup();
    if names.len() < options.accounts.len() {
        return impossible("the accounts must have different names");
    }
    if options.listing.locales.is_some_and(|locales| !(1..=50).contains(&locales)) {
        return impossible("an app has one to fifty locales");
    }
    if options.listing.screenshots > 10 {
        return impossible("a set takes at most ten screenshots");
    }
    faults::check(&options.faults)
}

/// The attributes of an edit, if the resource's type has them and they can hold the values.
fn checked(resource: &Resource, attributes: Value) -> Result<Map<String, Value>, SimError> {
    let kind = resource.kind.name.to_owned();
    let Value::Object(attributes) = attributes else {
        return Err(SimError::Value { kind, attribute: "attributes".to_owned(), value: attributes.to_string() });
    };
    for (name, value) in &attributes {
        let Some(known) = resource.kind.attribute(name) else {
            return Err(SimError::UnknownAttribute { kind, attribute: name.clone() });
        };
        if !value.is_null() && !known.form.admits(value) {
            return Err(SimError::Value { kind, attribute: name.clone(), value: value.to_string() });
        }
    }
    Ok(attributes)
}

fn stored(resource: &Resource) -> Value {
    let linkage = resource.links.iter().map(|(name, id)| {
        let to = resource.kind.relationship(name).and_then(|relationship| relationship.to);
        (name.clone(), json!({ "data": { "type": to, "id": id } }))
    });
    json!({
        "type": resource.kind.name,
        "id": resource.id,
        "attributes": resource.attributes,
        "relationships": linkage.collect::<Map<_, _>>(),
    })
}
