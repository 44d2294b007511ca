//! Whether anybody answers at an address that a listing names. No token, no cookies, no budget: these are other people's
//! servers, so each is asked as little as possible.

use std::time::Duration;

use reqwest::{Client, Method, Url, redirect};
use tokio::sync::OnceCell;

use crate::{elsewhere::is_transient, error::chain};

/// Time for an answer.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Time before an address that failed is asked once more.
const PAUSE: Duration = Duration::from_secs(1);
/// Most redirects that are followed, as browsers do.
const MOST_REDIRECTS: usize = 20;

/// A client that looks whether addresses lead anywhere.
#[derive(Debug, Default)]
pub struct Addresses {
    secure: OnceCell<Client>,
    /// Knows no certificates, which a bare machine may not have.
    plain: OnceCell<Client>,
}

/// What came back from an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Echo {
    /// HTTP status of the last answer.
    Status(u16),
    /// Nobody answered, and why.
    Nothing(String),
}

impl Addresses {
    /// Asks for the address, and once more if that fails in a way that may pass.
    pub async fn ask(&self, address: &str) -> Echo {
        let echo = self.ask_once(address).await;
        let may_pass = match &echo {
            Echo::Status(status) => is_transient(*status),
            Echo::Nothing(_) => Url::parse(address).is_ok(),
        };
        if !may_pass {
            return echo;
        }
        tokio::time::sleep(PAUSE).await;
        self.ask_once(address).await
    }

    /// Many servers answer a HEAD with an error and a GET with the page, so what fails is asked for in earnest.
    async fn ask_once(&self, address: &str) -> Echo {
        match self.follow(Method::HEAD, address).await {
            Echo::Status(400..) => self.follow(Method::GET, address).await,
            echo => echo,
        }
    }

    async fn follow(&self, method: Method, address: &str) -> Echo {
        let Ok(mut url) = Url::parse(address) else { return Echo::Nothing("this is no address".into()) };
        for _ in 0..=MOST_REDIRECTS {
            let client = match self.client(&url).await {
                Ok(client) => client,
                Err(why) => return Echo::Nothing(why),
            };
            let response = match client.request(method.clone(), url.clone()).send().await {
                Ok(response) => response,
                Err(error) => return Echo::Nothing(chain(&error.without_url())),
            };
            let next = response.headers().get(reqwest::header::LOCATION).and_then(|place| url.join(place.to_str().ok()?).ok());
            match next.filter(|_| response.status().is_redirection()) {
                Some(next) => url = next,
                None => return Echo::Status(response.status().as_u16()),
            }
        }
        Echo::Nothing(format!("it redirects more than {MOST_REDIRECTS} times"))
    }

    async fn client(&self, url: &Url) -> Result<&Client, String> {
        match url.scheme() {
            "https" => self.secure.get_or_try_init(async || set_up(Client::builder())).await,
            "http" => self.plain.get_or_try_init(async || set_up(Client::builder().tls_certs_only([]))).await,
            other => Err(format!("`{other}:` is not for web pages")),
        }
    }
}

fn set_up(builder: reqwest::ClientBuilder) -> Result<Client, String> {
    // The first call wins. Whoever came before has chosen for the whole process.
    drop(rustls::crypto::ring::default_provider().install_default());
    let agent = concat!("appfleet/", env!("CARGO_PKG_VERSION"), " (looks whether the addresses of App Store listings work)");
    let builder = builder.user_agent(agent).timeout(TIMEOUT).redirect(redirect::Policy::none()).referer(false);
    builder.build().map_err(|error| chain(&error))
}
