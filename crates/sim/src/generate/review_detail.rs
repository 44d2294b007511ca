//! Review details of versions: all that were ever submitted have one, most drafts do.

use super::app::Plan;
use super::catalog::domain;
use crate::resources::{app, review_detail};
use crate::world::{Resource, World};

const CONTACTS: [(&str, &str, &str); 4] = [
    ("Robin", "Keller", "+49 89 1234567"),
    ("Amina", "Osei", "+1 415 5550123"),
    ("Jun", "Takahashi", "+81 3 55501234"),
    ("Elena", "Marsh", "+44 20 79460123"),
];

/// Puts the details of all versions of an app into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    let Some(app) = world.get(app::KIND.name, &plan.id) else { return };
    let versions: Vec<Resource> = world.members(app, "appStoreVersions").into_iter().cloned().collect();
    let (first, last, phone) = CONTACTS[plan.random.usize(..CONTACTS.len())];
    let demo = plan.one_in(3);
    for version in versions {
        if version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION") && plan.problem(6) {
            continue;
        }
        let mut detail = Resource::new(&review_detail::KIND, plan.next_id(), Some(&plan.account))
            .with("contactFirstName", first)
            .with("contactLastName", last)
            .with("contactPhone", phone)
            .with("contactEmail", format!("review@{}.example", domain(&plan.account)))
            .with("demoAccountRequired", demo)
            .linked("appStoreVersion", version.id.as_str());
        if demo {
            detail.set("demoAccountName", "reviewer");
            detail.set("demoAccountPassword", "open-sesame");
            detail.set("notes", "Sign in with the demo account; the second tab shows everything.");
        }
        world.put(detail);
    }
}
