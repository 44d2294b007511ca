//! What can be wrong with a screenshot or its folder.
//!
//! Messages about one file do not repeat its path: they stand beside it, in a
//! [`Finding`](crate::Finding) or wherever [`probe`](crate::probe()) was called.

use std::{error::Error, io, path::PathBuf, time::Duration};

use thiserror::Error;

use crate::{ColorModel, ColorProfile, DisplayType, Format, MAX_PREVIEW_BYTES, MAX_PREVIEWS, MAX_SCREENSHOTS, MAX_SIDE, PreviewType, Size};

/// Why a file, or a whole folder, cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ShotsError {
    /// The folder of screenshots, or one below it, cannot be listed.
    #[error("cannot list the folder `{}`", path.display())]
    ReadFolder {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// The file cannot be opened or read.
    #[error("the file cannot be read")]
    ReadFile(#[source] io::Error),

    /// A folder, a pipe or a device where a file should be.
    #[error("this is not a file")]
    NotAFile,

    /// A file of zero bytes.
    #[error("the file is empty")]
    Empty,

    /// No image, as far as the first bytes tell.
    #[error("the content is neither a PNG nor a JPEG image")]
    NotAnImage,

    /// An image in a format that App Store Connect does not take.
    #[error("the content is a {format} image, and only PNG and JPEG are accepted")]
    OtherFormat {
        /// The usual name of the format.
        format: String,
    },

    /// The file ends before the image does.
    #[error("the {format} image is cut off: the file ends before the image does")]
    Truncated {
        /// The format it begins as.
        format: Format,
    },

    /// The header contradicts itself or the format.
    #[error("the header of the {format} image is damaged")]
    Damaged {
        /// The format it begins as.
        format: Format,
        /// What is wrong with it.
        source: Box<dyn Error + Send + Sync>,
    },

    /// The header is good, and what follows it is not.
    #[error("the pixels of the {format} image are damaged")]
    DamagedPixels {
        /// The format it begins as.
        format: Format,
        /// What is wrong with them.
        source: Box<dyn Error + Send + Sync>,
    },

    /// The header claims more pixels than any master needs; nothing was allocated for them.
    #[error("the header claims {size} pixels, and more than {MAX_SIDE} a side are not read")]
    TooLarge {
        /// The claimed size.
        size: Size,
    },

    /// A PNG with several frames.
    #[error("the PNG image is animated, and a screenshot is a single frame")]
    Animated,

    /// Colours that are no light.
    #[error("the colours are {color}, and only RGB is accepted: export the picture as RGB")]
    NotRgb {
        /// The colours of the image.
        color: ColorModel,
    },

    /// More or fewer bits a channel than any decoder here reads.
    #[error("it has {bits} bits a channel, which are not read: export the picture with 8")]
    UnreadableDepth {
        /// Bits a channel.
        bits: u8,
    },

    /// A profile of a kind that is not converted, such as one of printing inks or of HDR.
    #[error("the colour profile `{profile}` cannot be converted: export the picture as sRGB")]
    UnknownProfile {
        /// The profile.
        profile: ColorProfile,
    },

    /// More memory than was allowed, for one picture alone.
    #[error("its pixels need {} MB of memory, and {} MB are allowed", needed.div_ceil(1 << 20), allowed >> 20)]
    TooMuchMemory {
        /// The bytes it needs.
        needed: u64,
        /// The bytes that were allowed.
        allowed: u64,
    },

    /// The master is not what it was when it was looked at.
    #[error("the file has changed since it was looked at: start again")]
    Changed,

    /// The pixels could not be scaled.
    #[error("the picture cannot be scaled")]
    Scale(#[source] Box<dyn Error + Send + Sync>),

    /// What was made could not be encoded.
    #[error("the picture cannot be encoded")]
    Encode(#[source] Box<dyn Error + Send + Sync>),

    /// The folder of prepared files, or a file in it, cannot be read or written.
    #[error("cannot keep prepared files in `{}`", path.display())]
    Cache {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// A colour in other words.
    #[error("`{text}` is no colour: write `#rrggbb`, `white` or `black`")]
    UnknownColor {
        /// What was written.
        text: String,
    },

    /// A word where there are others to choose from.
    #[error("`{text}` is none of {known}")]
    UnknownWord {
        /// What was written.
        text: String,
        /// The words there are.
        known: String,
    },

    /// A video whose container cannot be used.
    #[error("the video cannot be used: {what}")]
    Video {
        /// What is wrong with it.
        what: &'static str,
    },

    /// A video too short or too long (Apple, App preview specifications).
    #[error("it lasts {:.2} s, and an app preview lasts 15 to 30 s", duration.as_secs_f64())]
    PreviewDuration {
        /// How long it lasts.
        duration: Duration,
    },

    /// A video with too many bytes.
    #[error("it has {} MB, and an app preview has at most {}", bytes.div_ceil(1_000_000), MAX_PREVIEW_BYTES / 1_000_000)]
    PreviewBytes {
        /// How many it has.
        bytes: u64,
    },

    /// A video with too many pictures a second.
    #[error("it has {frame_rate:.1} frames a second, and an app preview has at most 30")]
    PreviewRate {
        /// Frames a second.
        frame_rate: f64,
    },

    /// A video in another codec.
    #[error("the video codec is `{codec}`, and only H.264 and ProRes 422 HQ are accepted")]
    PreviewCodec {
        /// Its four letters.
        codec: String,
    },

    /// A video of another size.
    #[error("{size} is not a size of app previews; the nearest is {accepted}")]
    PreviewSize {
        /// The size of the video in pixels.
        size: Size,
        /// The nearest accepted size in pixels.
        accepted: Size,
    },

    /// A video where only screenshots are.
    #[error("iMessage apps have no app previews")]
    PreviewOfImessage,

    /// The set is full without this video.
    #[error("it is number {position} of {preview_type}, and a set holds {MAX_PREVIEWS} app previews")]
    PreviewsFull {
        /// The preview type of the set.
        preview_type: PreviewType,
        /// The place the video would have in its set, counted from 1.
        position: usize,
    },

    /// The manifest cannot be read or says what it cannot say.
    #[error("cannot use the manifest `{}`", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<dyn Error + Send + Sync>,
    },

    /// No display type accepts the size in this place.
    #[error("{size} is not an accepted size; the nearest is {accepted} ({display_type})")]
    WrongSize {
        /// The size of the image in pixels.
        size: Size,
        /// The nearest accepted size in pixels.
        accepted: Size,
        /// A display type that accepts the nearest size.
        display_type: DisplayType,
    },

    /// The file is not where a locale's screenshots are.
    #[error(
        "the file is not directly in a locale's folder: `<locale>/`, `appleTV/<locale>/` or \
         `iMessage/<locale>/`, or these below a folder for each app"
    )]
    Misplaced,

    /// The set is full without this file (Apple, Upload app previews and screenshots).
    #[error("it is number {position} of {display_type}, and a set holds {MAX_SCREENSHOTS}")]
    SetFull {
        /// The display type of the set.
        display_type: DisplayType,
        /// The place the file would have in its set, counted from 1.
        position: usize,
    },
}
