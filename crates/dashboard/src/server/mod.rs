//! The dashboard: the report's pages live, on this computer only, with what is staged and forms that stage.
//!
//! The database is asked for every page, so a sync or somebody's SQL shows with the next load. Pages hold no script: they
//! are links and forms. Deliberately absent: anything that talks to Apple. What is staged here is pushed by `fleet push`.

mod session;
mod gate;

mod register;
mod overview;
mod filter;
mod table;
mod findings;

mod app;
mod edit;
mod history;
mod picture;

mod change;
mod staged;
mod words;

mod answer;
mod params;

mod database;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

use self::answer::Answer;
use self::database::Database;
use self::params::Params;
use self::session::Session;
use crate::page::{Site, Tab};
use crate::picture::Shape;
use crate::{Background, DashboardError, Thumbnail};

/// The largest form, in bytes: all texts of a listing at their limits take a tenth of it.
const LARGEST_FORM: usize = 1 << 18;
/// Pages that are made at once; what comes then waits.
const AT_ONCE: usize = 4;
/// How long the end of the server waits for pages that are being made.
const PATIENCE: Duration = Duration::from_secs(3);

type Pairs = Vec<(String, String)>;

/// A server of the dashboard, until it is dropped.
#[derive(Debug)]
pub struct Dashboard {
    server: Arc<Server>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

/// What all requests share.
#[derive(Debug)]
struct Server {
    session: Session,
    policy: HeaderValue,
    database: Database,
    findings: Mutex<Option<Arc<findings::List>>>,
    permits: Semaphore,
    source: Source,
}

/// What a dashboard shows, and what of it the database does not know.
#[derive(Debug)]
pub struct Source {
    /// The database, which exists.
    pub database: PathBuf,
    /// The folder in which small copies of pictures are kept.
    pub thumbnails: PathBuf,
    /// What pages tell beside what is in the database.
    pub background: Background,
    /// Makes small copies of pictures; says of each whether it is there.
    pub make_thumbnails: fn(&[Thumbnail]) -> Vec<bool>,
    /// Tells the time in Unix seconds.
    pub now: fn() -> i64,
}

impl Dashboard {
    /// Serves at a port of 127.0.0.1 (0: any free one).
    ///
    /// # Errors
    /// When the port cannot be listened at.
    pub async fn start(source: Source, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let session = Session::new(listener.local_addr()?).ok_or_else(|| io::Error::other("the system has no random numbers"))?;
        let server = Arc::new(Server {
            session,
            policy: policy(),
            database: Database::new(source.database.clone()),
            findings: Mutex::default(),
            permits: Semaphore::new(AT_ONCE),
            source,
        });
        // The first page needs not wait for what can be read before it is asked for.
        let early = Arc::clone(&server);
        drop(tokio::task::spawn_blocking(move || early.database.register().map(drop)));
        let (stop, stopped) = oneshot::channel::<()>();
        let router = router(Arc::clone(&server));
        let task = tokio::spawn(async move {
            axum::serve(listener, router)
                .with_graceful_shutdown(async {
                    // An error means that whoever could stop it is gone.
                    drop(stopped.await);
                })
                .await
        });
        Ok(Self { server, stop: Some(stop), task })
    }

    /// The address to open in a browser. It holds the key of the session: whoever has it gets in.
    pub fn url(&self) -> String {
        self.server.session.url()
    }

    /// Ends the server; pages that are being made are finished first.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        // A browser that keeps its connection open is not waited for.
        drop(tokio::time::timeout(PATIENCE, &mut self.task).await);
    }
}

impl Drop for Dashboard {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// The frame of a page that is made here.
    fn site(&self, tab: Tab, staged: Option<i64>) -> Site {
        Site::Live { token: self.session.token().to_owned(), staged, tab }
    }
}

/// The policy of every answer. It repeats that of the pages, and adds what only a header can say.
fn policy() -> HeaderValue {
    let site = Site::Live { token: String::new(), staged: None, tab: Tab::Other };
    let policy = format!("{}; frame-ancestors 'none'", site.policy());
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/", get(overview))
        .route("/index.html", get(overview))
        .route("/filter", get(questions))
        .route("/apps/{page}", get(app))
        .route("/listings/{page}", get(listings))
        .route("/clients/{page}", get(client))
        .route("/icons/{name}", get(async |State(server), Path(name)| small(server, Shape::Icon, name).await))
        .route("/screenshots/{name}", get(async |State(server), Path(name)| small(server, Shape::Screenshot, name).await))
        .route("/history/{page}", get(past))
        .route("/edit/{pk}", get(listing).post(stage))
        .route("/favicon.ico", get(icon))
        .route("/findings.html", get(found))
        .route("/staged.html", get(staged))
        .route("/unstage", post(unstage))
        .fallback(async || answer::missing("page"))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn_with_state(Arc::clone(&server), gate::gate))
        .with_state(server)
}

/// A square of squares, which browsers ask for unasked.
async fn icon() -> Response {
    let square = |x, y, colour| format!("<rect x='{x}' y='{y}' width='6' height='6' rx='1.5' fill='{colour}'/>");
    let squares = [square(1, 1, "#0a58ca"), square(9, 1, "#1a7f37"), square(1, 9, "#8a5a00"), square(9, 9, "#0a58ca")].concat();
    let picture = format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>{squares}</svg>");
    ([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response()
}

async fn overview(State(server): State<Arc<Server>>, Query(pairs): Query<Pairs>) -> Response {
    let params = Params::new(pairs);
    answer(server, move |server| overview::overview(server, &params)).await
}

async fn questions(Query(pairs): Query<Pairs>) -> Response {
    overview::questions(&Params::new(pairs)).into_response()
}

async fn app(State(server): State<Arc<Server>>, Path(page): Path<String>) -> Response {
    answer(server, move |server| app::page(server, &page)).await
}

async fn listings(State(server): State<Arc<Server>>, Path(page): Path<String>) -> Response {
    answer(server, move |server| app::listings(server, &page)).await
}

async fn client(State(server): State<Arc<Server>>, Path(page): Path<String>) -> Response {
    answer(server, move |server| app::client(server, &page)).await
}

async fn small(server: Arc<Server>, shape: Shape, name: String) -> Response {
    answer(server, move |server| Ok(picture::picture(server, shape, &name))).await
}

async fn past(State(server): State<Arc<Server>>, Path(page): Path<String>, Query(pairs): Query<Pairs>) -> Response {
    let params = Params::new(pairs);
    answer(server, move |server| history::page(server, &page, &params)).await
}

async fn listing(State(server): State<Arc<Server>>, Path(pk): Path<i64>, Query(pairs): Query<Pairs>) -> Response {
    let params = Params::new(pairs);
    answer(server, move |server| edit::form(server, pk, &params)).await
}

async fn stage(State(server): State<Arc<Server>>, Path(pk): Path<i64>, Form(pairs): Form<Pairs>) -> Response {
    obey(server, pairs, move |server, form| edit::stage(server, pk, form)).await
}

async fn found(State(server): State<Arc<Server>>) -> Response {
    answer(server, findings::page).await
}

async fn staged(State(server): State<Arc<Server>>, Query(pairs): Query<Pairs>) -> Response {
    let params = Params::new(pairs);
    answer(server, move |server| staged::page(server, &params)).await
}

async fn unstage(State(server): State<Arc<Server>>, Form(pairs): Form<Pairs>) -> Response {
    obey(server, pairs, staged::unstage).await
}

/// Does what a form of this session asks for.
async fn obey(
    server: Arc<Server>,
    pairs: Pairs,
    work: impl FnOnce(&Server, &Params) -> Result<Answer, DashboardError> + Send + 'static,
) -> Response {
    let form = Params::new(pairs);
    if !form.get("token").is_some_and(|token| server.session.wrote(token)) {
        return answer::foreign_form();
    }
    answer(server, move |server| work(server, &form)).await
}

/// Makes an answer beside the connections: the database is read synchronously.
async fn answer(server: Arc<Server>, work: impl FnOnce(&Server) -> Result<Answer, DashboardError> + Send + 'static) -> Response {
    let outcome = {
        let _permit = server.permits.acquire().await;
        let server = Arc::clone(&server);
        tokio::task::spawn_blocking(move || work(&server)).await
    };
    match outcome {
        Ok(Ok(answer)) => answer.into_response(),
        Ok(Err(error)) => answer::failure(&error),
        Err(_) => answer::failure(&DashboardError::Ended),
    }
}
