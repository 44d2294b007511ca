//! Asks every address of the listings once, host by host.

use std::collections::BTreeMap;
use std::sync::Arc;

use asc::{Addresses, Echo};
use tokio::task::JoinSet;

use crate::Progress;

/// Hosts that are asked at the same time; each gets one request after the other.
const HOSTS: usize = 16;

/// Asks for each of these addresses and says what came back, in the order of the addresses.
pub async fn ask_addresses(addresses: Vec<String>, progress: Arc<dyn Progress>) -> Vec<(String, Echo)> {
    progress.expect(addresses.len() as u64);
    let mut hosts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for address in addresses {
        hosts.entry(host(&address)).or_default().push(address);
    }
    let client = Arc::new(Addresses::default());
    let mut waiting = hosts.into_values();
    let mut asking = JoinSet::new();
    let mut echoes = Vec::new();
    loop {
        while asking.len() < HOSTS
            && let Some(addresses) = waiting.next()
        {
            asking.spawn(ask_host(Arc::clone(&client), addresses, Arc::clone(&progress)));
        }
        match asking.join_next().await {
            None => break,
            Some(Ok(of_host)) => echoes.extend(of_host),
            // What was not asked stays as it was.
            Some(Err(_)) => {}
        }
    }
    echoes.sort_by(|(one, _), (other, _)| one.cmp(other));
    echoes
}

async fn ask_host(client: Arc<Addresses>, addresses: Vec<String>, progress: Arc<dyn Progress>) -> Vec<(String, Echo)> {
    let mut echoes = Vec::new();
    for address in addresses {
        let echo = client.ask(&address).await;
        progress.advance(&host(&address));
        echoes.push((address, echo));
    }
    echoes
}

/// `https://example.com:8080/a` → `example.com:8080`. What has none is a host of its own.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase()
}
