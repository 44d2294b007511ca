//! The seeded world: accounts, apps, versions, texts and a few problems, the same for the same seed.
//!
//! Each app draws from its own generator, so that a larger world begins with the smaller one.
//! Deliberately absent: the machine's clock. Dates are fixed, so that worlds can be compared.

mod accessibility_declaration;
pub(crate) mod actor;
mod app;
mod app_info;
mod build;
mod catalog;
mod category;
mod customer_review;
mod dates;
mod problems;
mod encryption_declaration;
mod phased_release;
mod review_detail;
mod review_submission;
mod gallery;
mod keyword;
mod price;
mod product_page;
mod territory;
mod texts;
mod version;
mod webhook;

use fastrand::Rng;

use crate::planted::Planted;
use crate::simulator::Options;
use crate::world::World;

use app::Plan;

/// Puts a module's part of an account into the world.
type AccountPart = fn(&mut World, account: &str, &mut Rng);

/// Puts a module's part of an app into the world.
type AppPart = fn(&mut World, &mut Plan);

/// What exists once, before there are accounts; one line a module.
const WORLD_PARTS: &[fn(&mut World)] = &[category::put, territory::put];

/// What each account has; one line a module. The generator is this account's and module's own.
const ACCOUNT_PARTS: &[(&str, AccountPart)] = &[];

/// What each app has besides infos, versions and builds; one line a module, one that builds on
/// another after it. `Plan::random` is this app's and module's own, so that a new module changes
/// nothing that another has drawn.
const APP_PARTS: &[(&str, AppPart)] = &[
    ("price", price::put),
    ("accessibility_declaration", accessibility_declaration::put),
    ("encryption_declaration", encryption_declaration::put),
    ("gallery", gallery::put),
    ("keyword", keyword::put),
    ("customer_review", customer_review::put),
    ("product_page", product_page::put),
    ("product_page_gallery", product_page::put_galleries),
    ("phased_release", phased_release::put),
    ("review_detail", review_detail::put),
    ("review_submission", review_submission::put),
    ("webhook", webhook::put),
];

/// The world of these options, its apps spread unevenly over the accounts.
pub(crate) fn world(options: &Options) -> World {
    let Options { ref accounts, apps, seed, .. } = *options;
    let mut world = World::default();
    for put in WORLD_PARTS {
        put(&mut world);
    }
    for account in accounts {
        for (name, put) in ACCOUNT_PARTS {
            put(&mut world, account, &mut random(seed, &[name, account], 0));
        }
    }
    let shares = shares(accounts.len());
    // How many apps each account has so far; their names are drawn by it.
    let mut counts = vec![0; accounts.len()];
    for number in 0..apps {
        let owner = shares[number % shares.len()];
        let random = Rng::with_seed(seed ^ (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut plan = Plan::new(number, &accounts[owner], counts[owner], options, random);
        counts[owner] += 1;
        app::put(&mut world, &mut plan);
        for (name, put) in APP_PARTS {
            plan.random = self::random(seed, &[name], number as u64 + 1);
            put(&mut world, &mut plan);
        }
    }
    if options.unknowns {
        problems::put_unknowns(&mut world);
    }
    world
}

/// What is wrong with a world that was just made.
pub(crate) fn planted(world: &World) -> Vec<Planted> {
    problems::survey(world)
}

/// A generator of its own for what `names` and `number` say (FNV-1a over the names).
fn random(seed: u64, names: &[&str], number: u64) -> Rng {
    let bytes = names.iter().flat_map(|name| name.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    Rng::with_seed(seed ^ hash ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Which account the next apps go to: the first of n accounts gets n of every n + … + 1.
fn shares(accounts: usize) -> Vec<usize> {
    (0..accounts).flat_map(|account| std::iter::repeat_n(account, accounts - account)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use super::*;

    fn made(apps: usize, seed: u64) -> World {
        world(&Options { apps, seed, ..Options::default() })
    }

    fn texts(world: &World) -> Vec<String> {
        world.everything().map(|resource| serde_json::to_string(resource).unwrap()).collect()
    }

    #[test]
    fn the_same_seed_is_the_same_world() {
        let one = texts(&made(12, 1));
        assert_eq!(one, texts(&made(12, 1)));
        assert_ne!(one, texts(&made(12, 2)));
    }

    #[test]
    fn each_module_and_app_draws_for_itself() {
        let draw = |name: &str, number| random(1, &[name], number).u64(..);
        assert_eq!(draw("screenshot", 1), draw("screenshot", 1));
        assert_ne!(draw("screenshot", 1), draw("screenshot", 2));
        assert_ne!(draw("screenshot", 1), draw("review", 1));
        assert_ne!(random(1, &["a", "bc"], 0).u64(..), random(1, &["ab", "c"], 0).u64(..));
    }

    #[test]
    fn a_world_of_sixty_apps_is_interesting() {
        let world = made(60, 1);
        let of = |kind: &str, name: &str| -> BTreeSet<String> {
            world.all(kind).map(|resource| resource.value(name).to_string().replace('"', "")).collect()
        };
        assert_eq!(world.all("apps").count(), 60);
        let states = of("appStoreVersions", "appVersionState");
        for state in [
            "PREPARE_FOR_SUBMISSION",
            "READY_FOR_DISTRIBUTION",
            "REPLACED_WITH_NEW_VERSION",
            "REJECTED",
            "METADATA_REJECTED",
            "DEVELOPER_REJECTED",
            "WAITING_FOR_REVIEW",
            "IN_REVIEW",
            "PENDING_DEVELOPER_RELEASE",
        ] {
            assert!(states.contains(state), "{state} is missing from {states:?}");
        }
        assert_eq!(of("appStoreVersions", "platform").len(), 4);
        assert!(of("appStoreVersions", "copyright").contains("null"));
        assert!(of("appStoreVersions", "copyright").contains("2025 ACME GmbH"));
        assert!(of("appInfoLocalizations", "subtitle").contains("null"));
        for missing in ["supportUrl", "keywords"] {
            assert!(of("appStoreVersionLocalizations", missing).contains("null"), "{missing}");
        }
        assert!(of("appInfoLocalizations", "locale").len() >= 10);
        assert!(of("builds", "processingState").contains("PROCESSING"));
        assert!(of("builds", "expired").contains("true"));
        let dates = of("appStoreVersions", "createdDate");
        assert_eq!(dates.len(), world.all("appStoreVersions").count(), "created dates are distinct");
        for app in world.all("apps") {
            assert!(app.id.len() == 10 && app.id.bytes().all(|byte| byte.is_ascii_digit()), "{}", app.id);
            for info in world.related(app, "appInfos") {
                let locales = world.related(info, "appInfoLocalizations").len();
                assert!((5..=12).contains(&locales), "{locales} locales");
                assert_eq!(world.one(info, "ageRatingDeclaration").map(|rating| &rating.id), Some(&info.id));
            }
        }
    }

    #[test]
    fn every_resource_keeps_the_rules_that_writes_must_keep() {
        let world = made(60, 3);
        let mut ids = HashSet::new();
        for resource in world.everything() {
            assert!(ids.insert((resource.kind.name, resource.id.clone())), "two {} are called {}", resource.kind.name, resource.id);
            for attribute in resource.kind.attributes {
                let value = resource.value(attribute.name);
                // Keywords from a time without a limit.
                let grandfathered = attribute.name == "keywords" && value.as_str().is_some_and(|text| text.contains("grandfathered"));
                let fits = value.is_null() || grandfathered || crate::check::check_value(attribute, value).is_none();
                assert!(fits, "{} {} = {value}", resource.kind.name, attribute.name);
            }
            let lists = resource.lists.iter().flat_map(|(name, ids)| ids.iter().map(move |id| (name, id)));
            for (name, id) in resource.links.iter().chain(lists) {
                let to = resource.kind.to(name);
                assert!(to.is_some_and(|to| world.get(to, id).is_some()), "{} {name} {id}", resource.kind.name);
            }
        }
    }
}
