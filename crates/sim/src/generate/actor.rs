//! Who acts in an account: its holder, and the key that the simulator gives out.

use crate::account::Identity;
use crate::cursor::fingerprint;
use crate::refusal::uuid;
use crate::resources::actor::KIND;
use crate::resources::review_submission;
use crate::world::{Resource, World};

/// First and last names of account holders.
const HOLDERS: [(&str, &str); 4] = [("Robin", "Keller"), ("Amina", "Osei"), ("Jun", "Takahashi"), ("Elena", "Marsh")];

/// Puts the actors of all accounts into the world; what was handed in was so by the holder.
pub(crate) fn put(world: &mut World, accounts: &[Identity]) {
    for (number, account) in accounts.iter().enumerate() {
        let (first, last) = HOLDERS[number % HOLDERS.len()];
        let id = uuid(fastrand::Rng::with_seed(fingerprint([account.key_id.as_str(), "holder"])).u128(..));
        let holder = Resource::new(&KIND, id.as_str(), Some(&account.name))
            .with("actorType", "USER")
            .with("userFirstName", first)
            .with("userLastName", last)
            .with("userEmail", format!("{}@{}.example", first.to_lowercase(), account.name));
        world.put(holder);
        let key = Resource::new(&KIND, account.key_id.as_str(), Some(&account.name));
        world.put(key.with("actorType", "API_KEY").with("apiKeyId", account.key_id.as_str()));
        let theirs = world
            .all(review_submission::KIND.name)
            .filter(|submission| submission.account.as_deref() == Some(&account.name) && submission.text("submittedDate").is_some());
        for submission in theirs.cloned().collect::<Vec<_>>() {
            world.put(submission.linked("submittedByActor", id.as_str()).linked("lastUpdatedByActor", id.as_str()));
        }
    }
}
