//! The states of what is reviewed, each under the name that its type gives it.

use super::app_info::follow;
use crate::draft::Draft;
use crate::kind::Form;
use crate::resources::version;
use crate::states;
use crate::world::Resource;

/// What a submission's item is about: a version, or something else with a `state`.
pub(crate) struct Subject {
    pub(crate) kind: &'static str,
    pub(crate) id: String,
}

/// Puts a version into another state; the app info in preparation follows.
///
/// Every change of a version's state other than by hand goes through here.
pub(crate) fn set_version_state(draft: &mut Draft<'_>, id: &str, state: &str) {
    draft.edit(version::KIND.name, id, |version| {
        version.set("appVersionState", state);
        version.set("appStoreState", states::store_state(state));
    });
    if let Some(app) = draft.get(version::KIND.name, id).and_then(|version| version.link("app")).map(str::to_owned) {
        follow(draft, &app);
    }
}

impl Subject {
    /// What the item is about; none when that is gone.
    pub(crate) fn of(draft: &Draft<'_>, item: &Resource) -> Option<Self> {
        let mut links = item.links.keys().filter(|name| *name != "reviewSubmission");
        let found = links.find_map(|name| draft.one(item, name))?;
        Some(Self { kind: found.kind.name, id: found.id.clone() })
    }

    /// Whether it is a version.
    pub(crate) fn is_version(&self) -> bool {
        self.kind == version::KIND.name
    }

    /// Its state.
    pub(crate) fn state(&self, draft: &Draft<'_>) -> Option<String> {
        let name = if self.is_version() { "appVersionState" } else { "state" };
        draft.get(self.kind, &self.id)?.text(name).map(str::to_owned)
    }

    /// Puts it into another state, if its type knows that one.
    pub(crate) fn set_state(&self, draft: &mut Draft<'_>, state: &str) {
        if self.is_version() {
            return set_version_state(draft, &self.id, state);
        }
        draft.edit(self.kind, &self.id, |subject| {
            let known = subject.kind.attribute("state").is_some_and(|attribute| match attribute.form {
                Form::Enumeration(values) => values.contains(&state),
                _ => false,
            });
            if known {
                subject.set("state", state);
            }
        });
    }
}
