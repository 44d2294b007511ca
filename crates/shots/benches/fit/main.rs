//! `cargo bench -p appfleet-shots --bench fit`: forty screenshots through the whole pipeline, from
//! files to files, beside what people use today.
//!
//! One table: CPU seconds and wall time, what comes out, peak memory for each thread, and the
//! distance to an exact Lanczos3 of the same pictures. CPU seconds are the figures to compare; wall
//! time is what the neighbours leave. Every row is a process of its own, so that none inherits the
//! memory of another. Needs Linux, for `/proc`. With `-- --json FILE` the figures are written there as well.
//!
//! `sharp` is run if `node` finds it: `npm install sharp` in some folder, and `SHARP_MODULES=<folder>/node_modules`.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot measure stops")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels, megabytes and random bits are small or meant to be cut"
)]

mod exact;
mod figures;
mod masters;
mod peer;
mod process;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use appfleet_shots::{Cache, DisplayType, Made, Mode, Output, Recipe, Rendition, Size, Speed, make};
use figures::Report;
use tempfile::TempDir;

/// What is measured, and the recipe it is made by.
const ROWS: [(&str, Recipe); 3] = [
    ("upload: PNG level 3", recipe(Output::Png, Speed::Upload)),
    ("preview: PNG fast", recipe(Output::Png, Speed::Preview)),
    ("JPEG 90, 4:4:4", recipe(Output::Jpeg { quality: 90 }, Speed::Upload)),
];

const fn recipe(format: Output, speed: Speed) -> Recipe {
    Recipe { mode: Mode::Fill, background: appfleet_shots::Color::WHITE, gravity: appfleet_shots::Gravity::Center, format, speed }
}

/// Every fifth is compared with the exact picture: all kinds of content are among them.
const SAMPLE: usize = 5;

/// How often each row is run; the fastest CPU counts, as neighbours only ever add.
const ROUNDS: usize = 3;

fn main() {
    // Cargo says `--bench` to every benchmark.
    let arguments: Vec<_> = env::args().filter(|argument| argument != "--bench").collect();
    if let [_, row, threads, masters, out] = &arguments[..] {
        run_row(row.parse().unwrap(), threads.parse().unwrap(), Path::new(masters), Path::new(out));
        return;
    }
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("masters");
    let written = masters::write(&root);
    println!("40 masters, {:.1} MB, {} cores\n", written as f64 / 1e6, std::thread::available_parallelism().unwrap());
    println!(
        "{:<28} {:>7} {:>7} {:>8} {:>8} {:>10} {:>8} {:>8}",
        "pipeline", "threads", "CPU s", "wall s", "out MB", "MB/thread", "PSNR", "SSIM"
    );
    let mut exact = exact::Pictures::new(&root);
    let mut reports = Vec::new();
    for (row, (name, _)) in ROWS.iter().enumerate() {
        for threads in [1, 2] {
            let run = |round: usize| {
                let out = folder.path().join(format!("{row}-{threads}-{round}"));
                let mut child = Command::new(env::current_exe().unwrap());
                child.args([row.to_string(), threads.to_string()]).args([&root, &out]);
                (process::measure(&mut child), out)
            };
            reports.push(report(name, threads, &(0..ROUNDS).map(run).collect::<Vec<_>>(), Some(&mut exact)));
        }
    }
    let peer = peer(&folder, &root, &reports);
    for (row, (name, _)) in ROWS.iter().enumerate() {
        let [one, two] = [0, 1].map(|threads| Report::fastest(&reports[2 * row + threads].wall));
        println!("{name}: {:.2} x as fast on two cores", one / two);
    }
    if let [_, flag, path] = &arguments[..]
        && flag == "--json"
    {
        // What is promised of the CPU beside sharp at its defaults: of what is uploaded, and of previews.
        let most = [Some(0.6), Some(0.4), None];
        let rows = ROWS.iter().zip(most).enumerate();
        let figures: Vec<_> = rows.flat_map(|(row, ((name, _), most))| reports[2 * row + 1].figures(name, most, peer.as_ref())).collect();
        fs::write(path, serde_json::to_vec_pretty(&figures).unwrap()).unwrap();
    }
}

/// The same by sharp, if it is there; returns its default, which is what others are held against.
fn peer(folder: &TempDir, root: &Path, reports: &[Report]) -> Option<Report> {
    let Some(peer) = peer::find() else {
        println!("sharp: not found; `npm install sharp` and set SHARP_MODULES to its node_modules");
        return None;
    };
    let mut default = None;
    for (name, options) in peer::ROWS {
        let run = |round: usize| {
            let out = folder.path().join(format!("{}-{round}", name.replace(' ', "-")));
            (process::measure(&mut peer.command(root, &out, options)), out)
        };
        let theirs = report(name, 2, &(0..ROUNDS).map(run).collect::<Vec<_>>(), None);
        let [upload, preview, jpeg] = [1, 3, 5].map(|row| Report::fastest(&reports[row].cpu) / Report::fastest(&theirs.cpu));
        println!("{:<28} upload {upload:.2} x, preview {preview:.2} x, JPEG {jpeg:.2} x of its CPU", "");
        default = default.or(Some(theirs));
    }
    default
}

/// Prints a row and returns what it is made of.
fn report(name: &str, threads: usize, runs: &[(process::Measure, PathBuf)], exact: Option<&mut exact::Pictures>) -> Report {
    let (run, out) = &runs[0];
    let files = files(out);
    let bytes: u64 = files.iter().map(|file| fs::metadata(file).unwrap().len()).sum();
    // The peer cuts whole pixels after scaling, which moves the picture by a part of one.
    let quality = exact.map(|exact| exact.compare(&files));
    let shown = quality.map_or_else(String::new, |(psnr, ssim)| format!("{psnr:>8.1} {ssim:>8.5}"));
    let report = Report {
        cpu: runs.iter().map(|(run, _)| run.cpu).collect(),
        wall: runs.iter().map(|(run, _)| run.wall).collect(),
        bytes: bytes as f64,
        peak: run.peak_mb / threads as f64,
        psnr: quality.map(|(psnr, _)| psnr),
    };
    let [cpu, wall] = [&report.cpu, &report.wall].map(|samples| Report::fastest(samples));
    println!("{name:<28} {threads:>7} {cpu:>7.2} {wall:>8.2} {:>8.1} {:>10.0} {shown}", report.bytes / 1e6, report.peak);
    report
}

/// What one row made, in the order of the masters.
fn files(out: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// The child process: makes everything, and links what was made under the names of the masters.
fn run_row(row: usize, threads: usize, root: &Path, out: &Path) {
    let (_, recipe) = ROWS[row];
    let renditions: Vec<_> = files(root).iter().map(|file| rendition(file.strip_prefix(root).unwrap())).collect();
    let cache = Cache::open(&out.join("cache")).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let files = pool.install(|| make(root, &renditions, &recipe, &cache, 1 << 30, &|_| {}));
    for (rendition, file) in renditions.iter().zip(files) {
        let name = rendition.master.with_extension(recipe.format.extension());
        fs::hard_link(file.unwrap().path, out.join(name)).unwrap();
    }
    println!("{}", process::own_peak_mb());
}

fn rendition(master: &Path) -> Rendition {
    let (from, size, display_type) = if masters::is_phone(master) {
        (masters::PHONE, Size::new(1290, 2796), "APP_IPHONE_67")
    } else {
        (masters::PAD, Size::new(2048, 2732), "APP_IPAD_PRO_3GEN_129")
    };
    Rendition {
        app: None,
        locale: "en-US".to_owned(),
        display_type: DisplayType::named(display_type).unwrap(),
        position: 1,
        master: master.to_owned(),
        file_name: master.to_string_lossy().into_owned(),
        size,
        made: Made::Scaled { from, mode: Mode::Fill, cut: 0 },
    }
}
