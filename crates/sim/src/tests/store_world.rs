//! That a generated world has something of everything that customers and prices bring.

use super::{Bench, options};
use crate::service::lock;
use crate::simulator::Options;
use crate::world::Resource;

#[test]
fn a_world_of_sixty_apps_has_prices_reviews_and_pages() {
    let bench = Bench::with(Options { apps: 60, ..options() });
    let state = lock(&bench.service.state);
    let world = &state.world;
    let count = |kind: &str, wanted: &dyn Fn(&Resource) -> bool| world.all(kind).filter(|resource| wanted(resource)).count();
    let all = |kind: &str| count(kind, &|_| true);
    let is_free = |price: &Resource| world.one(price, "appPricePoint").unwrap().text("customerPrice") == Some("0.0");
    assert!(all("appPriceSchedules") < 60 && all("appAvailabilities") < 60, "some were never set");
    assert!(count("appPrices", &is_free) > 30, "most cost nothing");
    assert!(count("appPrices", &|price| !is_free(price)) > 5);
    assert!(count("appPrices", &|price| price.text("startDate").is_some()) > 0, "a change is planned");
    assert!(count("customerReviews", &|review| world.one(review, "response").is_some()) > 5);
    assert!(count("customerReviews", &|review| world.one(review, "response").is_none()) > 5);
    for kind in ["customerReviewSummarizations", "appCustomProductPages", "appTags", "endUserLicenseAgreements"] {
        assert!(all(kind) > 0, "{kind}");
    }
    assert_eq!((all("webhooks"), all("territories")), (6, 175));
    assert_eq!(all("appPricePoints") + all("territoryAvailabilities") + all("territoryAgeRatings"), 0, "what follows is not stored");
}
