//! What was measured as JSON, for whoever puts it into a larger table.

use serde::Serialize;

/// One figure.
#[derive(Serialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    pub(crate) samples: Vec<f64>,
    /// What it must not exceed.
    pub(crate) most: Option<f64>,
    /// What it must not fall below.
    pub(crate) least: Option<f64>,
    pub(crate) note: String,
}

/// A row of the table, run several times.
pub(crate) struct Report {
    pub(crate) cpu: Vec<f64>,
    pub(crate) wall: Vec<f64>,
    /// Bytes of all that was made.
    pub(crate) bytes: f64,
    /// Megabytes for each thread.
    pub(crate) peak: f64,
    /// Decibels against the exact picture.
    pub(crate) psnr: Option<f64>,
}

impl Report {
    /// Seconds of the fastest run: neighbours only ever add.
    pub(crate) fn fastest(samples: &[f64]) -> f64 {
        samples.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The figures of one of our rows with two threads, beside the peer's default if it was run.
    pub(crate) fn figures(&self, name: &str, most: Option<f64>, peer: Option<&Self>) -> Vec<Figure> {
        let figure = |what: &str, unit, samples, most, least, note: &str| Figure {
            name: format!("40 screenshots, {name}: {what}"),
            unit,
            samples,
            most,
            least,
            note: note.to_owned(),
        };
        let mut figures = vec![
            figure("CPU", "CPU s", self.cpu.clone(), None, None, "2 threads, from files to files"),
            figure("time", "s", self.wall.clone(), None, None, "2 threads"),
            figure("memory a thread", "MB", vec![self.peak], Some(110.0), None, "half of the peak of 2 threads"),
        ];
        if let Some(psnr) = self.psnr.filter(|_| !name.starts_with("JPEG")) {
            figures.push(figure("distance to an exact Lanczos3", "dB", vec![psnr], None, Some(58.0), "PSNR of every fifth"));
        }
        if let (Some(peer), Some(most)) = (peer, most) {
            let ratios = self.cpu.iter().zip(&peer.cpu).map(|(ours, theirs)| ours / theirs).collect();
            figures.push(figure("CPU beside sharp", "ratio", ratios, Some(most), None, "sharp at its defaults, the same files, in turn"));
            let smaller = (name.starts_with("upload")).then_some(1.0);
            figures.push(figure("bytes beside sharp", "ratio", vec![self.bytes / peer.bytes], smaller, None, ""));
        }
        figures
    }
}
