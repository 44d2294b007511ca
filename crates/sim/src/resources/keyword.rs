//! `appKeywords`: a word for which an app is found. Its text is in no answer; only linkage tells of it.

use crate::kind::{Filter, Kind};
use crate::world::Resource;

pub(crate) const KIND: Kind = Kind { hidden: &[("app", "apps")], ..Kind::new("appKeywords") };

/// The filters of every list of keywords.
pub(crate) const FILTERS: &[Filter] = &[
    Filter::new("platform").matching(|_, keyword, wanted| is(keyword, "platform", wanted)),
    Filter::new("locale").matching(|_, keyword, wanted| is(keyword, "locale", wanted)),
];

fn is(keyword: &Resource, name: &str, wanted: &str) -> bool {
    keyword.hidden(name).as_str() == Some(wanted)
}
