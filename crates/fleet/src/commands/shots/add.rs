//! `fleet shots add`.

use std::path::{Path, PathBuf};

use engine::NewFile;
use shots::{ColorModel, DisplayType, PreviewType, ShotsError};
use store::{Table, Value};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;

/// Keep files that are ready to be uploaded, and print the checksums by which SQL can stage them
///
/// `INSERT INTO screenshots(version_localization_id, display_type, checksum)` with `fleet edit` then stages one, and with
/// `previews` and `preview_type` a film. Whole folders are staged by `fleet shots stage`.
///
/// Example: `fleet shots add new-1.png new-2.png`
#[derive(Debug, clap::Args)]
pub(crate) struct AddArgs {
    /// The files, each of a size that Apple takes
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

pub(crate) fn add(context: &Context, AddArgs { files }: &AddArgs) -> Result<u8> {
    let store = context.workspace()?.existing_store()?;
    // All are looked at before any is kept.
    let mut new = Vec::new();
    for path in files {
        new.push((path, look(path)?));
    }
    let mut rows = Vec::new();
    for (path, Look { size, fits }) in new {
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let fits: Vec<String> = fits.into_iter().map(ToOwned::to_owned).collect();
        let media = engine::keep_file(&store, &NewFile { path, file_name: &file_name, size, fits: fits.clone() })?;
        let size = format!("{}×{}", size.0, size.1);
        rows.push([media.file_name, size, fits.join(", "), media.checksum].map(Value::Text).into());
    }
    context.ui.print_table(&Table { columns: ["file", "size", "fits", "checksum"].map(ToOwned::to_owned).into(), rows })?;
    Ok(exit_code::DONE)
}

/// What is known of a file that Apple would take.
struct Look {
    size: (u32, u32),
    fits: Vec<&'static str>,
}

fn look(path: &Path) -> Result<Look> {
    let refused = |error: ShotsError| FleetError::input(format!("`{}` is not kept: {}", path.display(), asc::chain(&error)));
    let is_film = path.extension().is_some_and(|extension| ["mov", "m4v", "mp4"].iter().any(|known| extension.eq_ignore_ascii_case(known)));
    if is_film {
        let film = shots::probe_video(path).map_err(refused)?;
        let fits = PreviewType::all().filter(|known| known.accepts(film.size)).map(PreviewType::name);
        return Ok(Look { size: (film.size.width, film.size.height), fits: fits.collect() });
    }
    let probe = shots::verify(path).map_err(refused)?;
    if probe.alpha || probe.color != ColorModel::Rgb || !probe.extension_matches() {
        let message = format!("`{}` is not kept: Apple takes RGB without alpha, under the extension of its format", path.display());
        return Err(FleetError::input(message).hint("`fleet shots fit` mends it"));
    }
    let fits = DisplayType::all().filter(|known| known.accepts(probe.size)).map(DisplayType::name);
    Ok(Look { size: (probe.size.width, probe.size.height), fits: fits.collect() })
}
