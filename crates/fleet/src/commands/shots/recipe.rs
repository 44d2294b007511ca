//! How pictures are made to fit, as the command line says it, and the making of them.

use std::env;
use std::path::{Path, PathBuf};

use shots::{Cache, Color, DisplayType, Gravity, MadeFile, Mode, Output, Recipe, Rendition, Speed};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::progress::Bar;
use crate::sentence;

/// What pixels may take of the memory at the same time, in MB, where nobody says it.
const MEMORY: u64 = 512;

/// How what is missing is made
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct RecipeArgs {
    /// Make these display types, from the nearest one where they have no masters: such as `APP_IPHONE_67,APP_IPAD_PRO_3GEN_129`
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = display_type)]
    pub(crate) types: Vec<DisplayType>,
    /// How a picture meets a screen of another shape: `fill` cuts, `fit` shows all of it, `pad` never enlarges
    #[arg(long, value_name = "MODE", default_value = "fill", value_parser = parse::<Mode>)]
    mode: Mode,
    /// What is kept when something is cut, or where it goes: center, top, bottom, left or right
    #[arg(long, value_name = "SIDE", default_value = "center", value_parser = parse::<Gravity>)]
    gravity: Gravity,
    /// The colour behind transparency and around what does not fill: #rrggbb, white or black
    #[arg(long, value_name = "COLOR", default_value = "white", value_parser = parse::<Color>)]
    background: Color,
    /// Make JPEG of this quality (1 to 100) instead of PNG
    #[arg(long, value_name = "QUALITY", value_parser = clap::value_parser!(u8).range(1..=100))]
    jpeg: Option<u8>,
    /// Make larger files in less time, to look at and not to upload
    #[arg(long)]
    fast: bool,
    /// What pixels may take of the memory at the same time, in MB
    #[arg(long, value_name = "MB", default_value_t = MEMORY, value_parser = clap::value_parser!(u64).range(64..))]
    memory: u64,
}

impl RecipeArgs {
    pub(crate) fn recipe(&self) -> Recipe {
        Recipe {
            mode: self.mode,
            background: self.background,
            gravity: self.gravity,
            format: self.jpeg.map_or(Output::Png, |quality| Output::Jpeg { quality }),
            speed: if self.fast { Speed::Preview } else { Speed::Upload },
        }
    }

    /// Makes the files of renditions, with a bar; one sentence for each that cannot be made.
    pub(crate) fn make(&self, context: &Context, root: &Path, renditions: &[Rendition]) -> Result<Vec<MadeFile>> {
        let cache = Cache::open(&cache_folder(context))?;
        let bar = Bar::of(context.ui, "fit", "images");
        bar.expect_all(renditions.len() as u64);
        let made = shots::make(root, renditions, &self.recipe(), &cache, self.memory << 20, &|done| bar.reach(done as u64));
        bar.finish();
        let mut files = Vec::new();
        let mut wrong = Vec::new();
        for (rendition, made) in renditions.iter().zip(made) {
            match made {
                Ok(file) => files.push(file),
                Err(error) => wrong.push(format!("{}: {}", rendition.master.display(), asc::chain(&error))),
            }
        }
        wrong.sort();
        wrong.dedup();
        if wrong.is_empty() { Ok(files) } else { Err(FleetError::input(wrong.join("\n"))) }
    }
}

/// Where what was made is kept: in the workspace, or for the user where there is none.
fn cache_folder(context: &Context) -> PathBuf {
    if let Ok(workspace) = context.workspace() {
        return workspace.root().join(".fleet/renditions");
    }
    let given = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = given.or_else(|| Some(env::home_dir()?.join(".cache"))).unwrap_or_else(env::temp_dir);
    folder.join("appfleet/renditions")
}

/// A display type by Apple's name, with or without `APP_`; 6.9-inch phones are `APP_IPHONE_67` to Apple.
fn display_type(text: &str) -> std::result::Result<DisplayType, String> {
    let name = text.trim().to_ascii_uppercase().replace("IPHONE_69", "IPHONE_67");
    let known = || DisplayType::all().map(DisplayType::name);
    DisplayType::named(&name).or_else(|| DisplayType::named(&format!("APP_{name}"))).ok_or_else(|| {
        let hint =
            sentence::did_you_mean(&name, known()).unwrap_or_else(|| format!("there are {}", known().collect::<Vec<_>>().join(", ")));
        format!("`{text}` is no display type; {hint}")
    })
}

fn parse<T: std::str::FromStr<Err = shots::ShotsError>>(text: &str) -> std::result::Result<T, String> {
    text.parse().map_err(|error: shots::ShotsError| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::display_type;

    #[test]
    fn display_types_are_found_as_people_write_them() {
        let name = |text: &str| display_type(text).map(shots::DisplayType::name);
        assert_eq!(name("APP_IPHONE_67"), Ok("APP_IPHONE_67"));
        assert_eq!(name("iphone_69"), Ok("APP_IPHONE_67"));
        assert_eq!(name(" ipad_pro_3gen_129"), Ok("APP_IPAD_PRO_3GEN_129"));
        assert_eq!(name("IMESSAGE_APP_IPHONE_67"), Ok("IMESSAGE_APP_IPHONE_67"));
        assert!(name("APP_IPHONE_66").unwrap_err().contains("did you mean"));
    }
}
