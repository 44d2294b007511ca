//! One app with everything below it.

use fastrand::Rng;
use jiff::tz::TimeZone;

use super::catalog::{self, LOCALES};
use super::{app_info, version};
use crate::listing::Listing;
use crate::planted::Problem;
use crate::refusal::uuid;
use crate::resources;
use crate::resources::app::KIND;
use crate::simulator::Options;
use crate::world::{Resource, World};

/// What an app is to become.
pub(super) struct Plan {
    pub(super) account: String,
    pub(super) id: String,
    /// Counts all apps of the world.
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) bundle_id: String,
    pub(super) theme: usize,
    /// The languages of its listing, the primary one first.
    pub(super) locales: Vec<&'static str>,
    /// What it runs on, with the state of the version in preparation, if any, and whether one is live.
    pub(super) platforms: Vec<Line>,
    pub(super) listing: Listing,
    /// The year by the world's clock.
    pub(super) year: i16,
    pub(super) random: Rng,
    /// Whether it may have something wrong with it.
    problems: bool,
}

/// The versions of an app on one platform.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) platform: &'static str,
    /// `appVersionState` of the version that is not out yet.
    pub(super) next: Option<&'static str>,
    pub(super) live: bool,
    /// How many versions came before the live one.
    pub(super) replaced: usize,
}

/// The versions of an app that has too many of them.
const MANY: usize = 60;

/// How apps stand, in a round that every twenty apps repeat: (state of the next version, live).
const SITUATIONS: [(Option<&str>, bool); 20] = [
    (Some("PREPARE_FOR_SUBMISSION"), true),
    (Some("PREPARE_FOR_SUBMISSION"), true),
    (Some("REJECTED"), true),
    (Some("PREPARE_FOR_SUBMISSION"), true),
    (None, true),
    (Some("PREPARE_FOR_SUBMISSION"), true),
    (Some("WAITING_FOR_REVIEW"), true),
    (Some("PREPARE_FOR_SUBMISSION"), false),
    (Some("PREPARE_FOR_SUBMISSION"), true),
    (Some("METADATA_REJECTED"), true),
    (Some("PREPARE_FOR_SUBMISSION"), true),
    (Some("IN_REVIEW"), true),
    (Some("PREPARE_FOR_SUBMISSION"), true),
    (Some("DEVELOPER_REJECTED"), true),
    (Some("PREPARE_FOR_SUBMISSION"), true),
    (None, true),
    (Some("PENDING_DEVELOPER_RELEASE"), true),
    (Some("PREPARE_FOR_SUBMISSION"), true),
    (Some("PREPARE_FOR_SUBMISSION"), true),
    (Some("PREPARE_FOR_SUBMISSION"), true),
];

impl Line {
    /// How many versions it has.
    fn versions(&self) -> usize {
        self.replaced + usize::from(self.live) + usize::from(self.next.is_some())
    }
}

impl Plan {
    /// Draws the plan of the `number`-th app of the world, its account's `index`-th.
    pub(super) fn new(number: usize, account: &str, index: usize, options: &Options, mut random: Rng) -> Self {
        let listing = options.listing;
        let (name, word, theme) = catalog::app(account, index);
        // 10 digits that only grow, as Apple's do.
        let id = 6_440_000_000 + number as u64 * 7919 + random.u64(..7919);
        Self {
            account: account.to_owned(),
            id: id.to_string(),
            number,
            name,
            bundle_id: format!("com.{}.{word}", catalog::domain(account)),
            theme,
            locales: locales(number, listing.locales, &mut random),
            platforms: if listing.uniform { live_and_draft() } else { platforms(number, &mut random) },
            listing,
            year: options.clock.now().to_zoned(TimeZone::UTC).year(),
            random,
            problems: options.problems,
        }
        .situated()
    }

    /// With versions that are as the world is: none was rejected where nothing is wrong, and some apps have too many where
    /// something is.
    fn situated(mut self) -> Self {
        if !self.problems {
            let rejected = |state: &&str| matches!(*state, "REJECTED" | "METADATA_REJECTED");
            self.platforms
                .iter_mut()
                .filter(|line| line.next.as_ref().is_some_and(rejected))
                .for_each(|line| line.next = Some("PREPARE_FOR_SUBMISSION"));
        }
        if self.plants(Problem::ManyVersions) {
            self.platforms[0].replaced = 0;
            self.platforms[0].replaced = MANY - self.platforms.iter().map(Line::versions).sum::<usize>();
        }
        self
    }

    /// The next id of this app's resources.
    pub(super) fn next_id(&mut self) -> String {
        uuid(self.random.u128(..))
    }

    /// Whether about one in `n` has a problem, in worlds that have problems; others draw, too.
    pub(super) fn problem(&mut self, n: usize) -> bool {
        self.one_in(n) && self.problems
    }

    /// Whether worlds that have problems have them at all.
    pub(super) fn has_problems(&self) -> bool {
        self.problems
    }

    /// Whether this app is one of those, one in 200, that the problem is planted in. Small worlds
    /// have none of them.
    pub(super) fn plants(&self, problem: Problem) -> bool {
        let place = match problem {
            Problem::OverlongKeywords => 25,
            Problem::DeadUrl => 27,
            Problem::ExpiredBuild => 28,
            Problem::NoBuild => 30,
            Problem::ManyVersions => 61,
            Problem::NoAppInfo => 62,
            _ => return false,
        };
        self.problems && self.number % 200 == place
    }

    /// Whether about one in `n` should have it.
    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.random.usize(..n) == 0
    }
}

/// Puts the app and everything below it into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    let rights = ["DOES_NOT_USE_THIRD_PARTY_CONTENT", "USES_THIRD_PARTY_CONTENT"];
    let mut app = Resource::new(&KIND, plan.id.as_str(), Some(&plan.account))
        .with("name", plan.name.as_str())
        .with("bundleId", plan.bundle_id.as_str())
        .with("sku", format!("{}-{:04}", catalog::domain(&plan.account).to_uppercase(), plan.number + 1))
        .with("primaryLocale", plan.locales[0])
        .with("isOrEverWasMadeForKids", plan.name.ends_with("Kids"))
        .with("streamlinedPurchasingEnabled", true);
    if !plan.problem(10) {
        app.set("contentRightsDeclaration", rights[plan.random.usize(..2)]);
    }
    world.put(app);
    if !plan.plants(Problem::NoAppInfo) {
        app_info::put(world, plan);
    }
    version::put(world, plan);
}

/// So many languages, or five to twelve; now and then the primary one is not English.
fn locales(number: usize, count: Option<usize>, random: &mut Rng) -> Vec<&'static str> {
    let primary = match number % 7 {
        3 => "de-DE",
        5 => "ja",
        _ => "en-US",
    };
    if let Some(count) = count {
        let mut locales = vec![primary];
        for locale in LOCALES.iter().chain(resources::LOCALES) {
            if !locales.contains(locale) {
                locales.push(locale);
            }
        }
        locales.truncate(count);
        return locales;
    }
    let mut others: Vec<&str> = LOCALES.iter().copied().filter(|locale| *locale != primary).collect();
    random.shuffle(&mut others);
    others.truncate(random.usize(4..=11));
    others.insert(0, primary);
    others
}

/// Where all apps are alike.
fn live_and_draft() -> Vec<Line> {
    vec![Line { platform: "IOS", next: Some("PREPARE_FOR_SUBMISSION"), live: true, replaced: 0 }]
}

fn platforms(number: usize, random: &mut Rng) -> Vec<Line> {
    // Eleven does not divide twenty: every situation meets every platform.
    let platforms: &[&'static str] = match number * 7 % 11 {
        0 | 6 => &["IOS", "MAC_OS"],
        3 => &["TV_OS"],
        5 => &["VISION_OS"],
        9 => &["IOS", "TV_OS"],
        _ => &["IOS"],
    };
    let (next, live) = SITUATIONS[number % SITUATIONS.len()];
    let first = Line { platform: platforms[0], next, live, replaced: if live { random.usize(..4) } else { 0 } };
    let more = platforms[1..].iter().map(|platform| Line {
        platform,
        next: live.then_some("PREPARE_FOR_SUBMISSION").filter(|_| next.is_some()),
        live: true,
        replaced: random.usize(..2),
    });
    std::iter::once(first).chain(more.collect::<Vec<_>>()).collect()
}
