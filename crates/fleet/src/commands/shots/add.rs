//! `fleet shots add`.

use std::path::PathBuf;

use engine::NewFile;
use shots::{ColorModel, DisplayType};
use store::{Table, Value};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::sentence;

/// Keep files that are ready to be uploaded, and print the checksums by which SQL can stage them
///
/// `INSERT INTO screenshots(version_localization_id, display_type, checksum)` with `fleet edit` then stages one. Whole folders
/// are staged by `fleet shots stage`.
#[derive(Debug, clap::Args)]
pub(crate) struct AddArgs {
    /// The files, each of a size that Apple takes
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

pub(crate) fn add(context: &Context, AddArgs { files }: &AddArgs) -> Result<u8> {
    let store = context.workspace()?.existing_store()?;
    let mut kept = Vec::new();
    for path in files {
        let refused =
            |error: shots::ShotsError| FleetError::input(format!("`{}` is not kept: {}", path.display(), sentence::chain(&error)));
        let probe = shots::probe(path).map_err(refused)?;
        shots::verify(path).map_err(refused)?;
        if probe.alpha || probe.color != ColorModel::Rgb || !probe.extension_matches() {
            let message = format!("`{}` is not kept: Apple takes RGB without alpha, under the extension of its format", path.display());
            return Err(FleetError::input(message).hint("`fleet shots fit` mends it"));
        }
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let size = (probe.size.width, probe.size.height);
        let fits =
            DisplayType::all().filter(|display_type| display_type.accepts(probe.size)).map(|display_type| display_type.name().into());
        kept.push(engine::keep_file(&store, &NewFile { path, file_name: &file_name, size, fits: fits.collect() })?);
    }
    let rows = kept.into_iter().map(|media| {
        let (width, height) = media.file.size;
        vec![Value::Text(media.file_name), Value::Text(format!("{width}×{height}")), Value::Text(media.checksum)]
    });
    context.ui.print_table(&Table { columns: ["file", "size", "checksum"].map(ToOwned::to_owned).into(), rows: rows.collect() })?;
    Ok(exit_code::DONE)
}
