//! What becomes of one file, and the sentence that says so.

use std::{error::Error as _, fmt};

use crate::{
    error::ShotsError,
    mend::{self, Mend},
    previews::PreviewType,
    sizes::DisplayType,
};

/// What App Store Connect would do with a file, and so what is left for a person to do.
#[derive(Debug)]
pub enum Verdict {
    /// It can be uploaded as it is.
    Accepted(DisplayType),
    /// It can be uploaded as it is, as an app preview of these types.
    Preview(Vec<PreviewType>),
    /// It would be accepted once these things are put right, which [`make`](crate::make) does.
    NeedsMending(DisplayType, Vec<Mend>),
    /// Several display types accept its size, and its path does not say which is meant.
    Ambiguous(Vec<DisplayType>),
    /// It is left alone, because the manifest does not name it.
    Unlisted,
    /// It is left alone, because its folder has screenshots in device frames: fastlane's rule.
    Unframed,
    /// It cannot be used.
    Refused(ShotsError),
}

impl Verdict {
    /// The one display type the file is for, once mended if need be.
    pub fn display_type(&self) -> Option<DisplayType> {
        match self {
            Self::Accepted(display_type) | Self::NeedsMending(display_type, _) => Some(*display_type),
            Self::Preview(_) | Self::Ambiguous(_) | Self::Unlisted | Self::Unframed | Self::Refused(_) => None,
        }
    }

    /// Whether a person has to do something before the file can be uploaded.
    pub fn is_problem(&self) -> bool {
        !matches!(self, Self::Accepted(_) | Self::Preview(_) | Self::Unlisted | Self::Unframed)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(display_type) => write!(f, "accepted as {display_type}"),
            Self::Preview(preview_types) => {
                let names: Vec<_> = preview_types.iter().map(|t| t.name()).collect();
                write!(f, "accepted as app preview {}", names.join(", "))
            }
            Self::NeedsMending(display_type, mends) => {
                write!(f, "needs mending: {}; else it is {display_type}", mend::list(mends))
            }
            Self::Ambiguous(display_types) => {
                let names: Vec<_> = display_types.iter().map(|t| t.name()).collect();
                write!(f, "ambiguous: put one of {} into the file name", names.join(", "))
            }
            Self::Unlisted => f.write_str("left alone: `shots.toml` does not name it"),
            Self::Unframed => f.write_str("left alone: the folder has framed screenshots"),
            Self::Refused(error) => {
                write!(f, "refused: {error}")?;
                let mut source = error.source();
                while let Some(cause) = source {
                    write!(f, ": {cause}")?;
                    source = cause.source();
                }
                Ok(())
            }
        }
    }
}
