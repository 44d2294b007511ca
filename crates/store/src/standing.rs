//! States, sorted into the few standings that people think in.

/// What a state means for the work at hand. The groups are those of the query `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// On the store.
    Live,
    /// Being prepared.
    Preparing,
    /// With Apple, or on the way there.
    InReview,
    /// Approved and not yet on the store.
    Approved,
    /// Turned down by Apple or withdrawn.
    Rejected,
    /// History.
    Replaced,
    /// A state Apple's document did not know when this was written.
    Unknown,
}

impl Standing {
    /// The standings that are counted, in the order of a version's life.
    pub const COUNTED: [Self; 5] = [Self::Live, Self::Approved, Self::InReview, Self::Preparing, Self::Rejected];

    /// All that have states.
    const NAMED: [Self; 6] = [Self::Live, Self::Preparing, Self::InReview, Self::Approved, Self::Rejected, Self::Replaced];

    /// The standing of a version's or an app info's state, or of a review submission that Apple has sent back. No state is
    /// that of a version which is staged and not created yet.
    pub fn of(state: &str) -> Self {
        match state {
            "" => Self::Preparing,
            "UNRESOLVED_ISSUES" => Self::Rejected,
            _ => Self::NAMED.into_iter().find(|standing| standing.states().contains(&state)).unwrap_or(Self::Unknown),
        }
    }

    /// Its states of versions and app infos (`OpenAPI` 4.4.1, `AppVersionState` and `AppInfo.state`).
    pub fn states(self) -> &'static [&'static str] {
        match self {
            Self::Live => &["READY_FOR_DISTRIBUTION"],
            Self::Preparing => &["PREPARE_FOR_SUBMISSION"],
            Self::InReview => &["READY_FOR_REVIEW", "WAITING_FOR_REVIEW", "IN_REVIEW", "WAITING_FOR_EXPORT_COMPLIANCE"],
            Self::Approved => {
                &["ACCEPTED", "PENDING_APPLE_RELEASE", "PENDING_DEVELOPER_RELEASE", "PENDING_RELEASE", "PROCESSING_FOR_DISTRIBUTION"]
            }
            Self::Rejected => &["REJECTED", "METADATA_REJECTED", "DEVELOPER_REJECTED", "INVALID_BINARY"],
            Self::Replaced => &["REPLACED_WITH_NEW_VERSION", "REPLACED_WITH_NEW_INFO"],
            Self::Unknown => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_state_has_a_standing() {
        let enums = &crate::catalog::catalog().enums;
        for (name, states) in enums.iter().filter(|(name, _)| name == "AppVersionState" || name == "AppInfoState") {
            for state in states {
                assert_ne!(Standing::of(state), Standing::Unknown, "{name} {state}");
            }
        }
    }
}
