//! Files made from masters: on all cores, within an allowance of memory, once each.
//!
//! What is uploaded as it is, is decoded all the same the first time: App Store Connect would
//! notice damaged pixels only minutes after the upload.

use std::{
    collections::HashMap,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use rayon::prelude::*;

use crate::{
    budget::Budget,
    cache::{AS_IS, Cache, Entry, key},
    decode::{self, Decoder},
    encode::encode,
    error::ShotsError,
    probe::probe,
    recipe::Recipe,
    renditions::Rendition,
    resample::Scaler,
    size::Size,
};

/// A file that can be uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeFile {
    /// Where it is: in the cache, or the master itself.
    pub path: PathBuf,
    /// MD5 of its bytes in lower-case hexadecimal digits, as an upload is committed with.
    pub md5: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its size in pixels.
    pub size: Size,
}

/// Makes the file of each rendition, in their order.
///
/// `root` is the folder the masters were read from. At most `memory` bytes are used for pixels at
/// the same time, by estimate; a picture that needs more than that alone is refused. `progress` is
/// told after each rendition how many are done; the threads of the current `rayon` pool call it.
///
/// # Errors
/// Each rendition has its own: those of [`verify`](crate::verify()), [`ShotsError::Changed`] for a
/// master that is no longer what was read, and [`ShotsError::Cache`].
pub fn make(
    root: &Path,
    renditions: &[Rendition],
    recipe: &Recipe,
    cache: &Cache,
    memory: u64,
    progress: &(dyn Fn(usize) + Sync),
) -> Vec<Result<MadeFile, ShotsError>> {
    let workshop = Workshop::new(root, *recipe, cache, memory);
    // A master for every locale is one master and made once.
    let mut jobs: Vec<(&Rendition, Vec<usize>)> = Vec::new();
    let mut known = HashMap::new();
    for (at, rendition) in renditions.iter().enumerate() {
        let job = *known.entry((&rendition.master, rendition.size, rendition.made.touches_pixels())).or_insert(jobs.len());
        if job == jobs.len() {
            jobs.push((rendition, Vec::new()));
        }
        jobs[job].1.push(at);
    }
    let done = AtomicUsize::new(0);
    let work = |(rendition, users): (&Rendition, Vec<usize>)| {
        let made = workshop.make(rendition);
        progress(done.fetch_add(users.len(), Ordering::Relaxed) + users.len());
        (made, users)
    };
    // One at a time: a thread that is given many would keep the others from sharing the last.
    let made: Vec<_> = jobs.into_par_iter().with_max_len(1).map(work).collect();
    let mut results: Vec<_> = renditions.iter().map(|_| None).collect();
    for (made, users) in made {
        for &user in users.iter().skip(1) {
            // An error cannot be copied, and is rare enough to be found again.
            results[user] = Some(made.as_ref().map_or_else(|_| workshop.make(&renditions[user]), |made| Ok(made.clone())));
        }
        results[users[0]] = Some(made);
    }
    results.into_iter().flatten().collect()
}

/// Where files are made: everything that is the same for all of them.
struct Workshop<'a> {
    root: &'a Path,
    recipe: Recipe,
    cache: &'a Cache,
    memory: Budget,
    /// What a set of tools may hold while nobody works with it.
    idle: u64,
    tools: Mutex<Vec<Tools>>,
}

/// The memory one thread works in, kept from file to file.
#[derive(Default)]
struct Tools {
    file: Vec<u8>,
    decoder: Decoder,
    scaler: Scaler,
    encoded: Vec<u8>,
}

impl<'a> Workshop<'a> {
    fn new(root: &'a Path, recipe: Recipe, cache: &'a Cache, memory: u64) -> Self {
        let idle = memory / rayon::current_num_threads() as u64;
        Self { root, recipe, cache, memory: Budget::new(memory), idle, tools: Mutex::default() }
    }

    fn make(&self, rendition: &Rendition) -> Result<MadeFile, ShotsError> {
        let path = self.root.join(&rendition.master);
        let needed = self.memory_for(rendition, &path)?;
        if needed > self.idle {
            // What a large picture needs is not there twice.
            self.tools().clear();
        }
        let share = self.memory.take(needed)?;
        let mut tools = self.tools().pop().unwrap_or_default();
        let entry = tools.work(&path, rendition, self.recipe, self.cache);
        if tools.held() <= self.idle {
            self.tools().push(tools);
        }
        drop(share);
        let Entry { path: made, md5, bytes } = entry?;
        Ok(MadeFile { path: made.unwrap_or(path), md5, bytes, size: rendition.size })
    }

    fn tools(&self) -> std::sync::MutexGuard<'_, Vec<Tools>> {
        self.tools.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes that making this file needs: an estimate from above.
    fn memory_for(&self, rendition: &Rendition, path: &Path) -> Result<u64, ShotsError> {
        let probe = probe(path)?;
        let decoded = probe.bytes + decode::memory(&probe);
        if !rendition.made.touches_pixels() {
            return Ok(decoded);
        }
        let pixels = |size: Size| u64::from(size.width) * u64::from(size.height);
        let (from, to) = (probe.upright(), rendition.size);
        // The target, once more as its compressed bytes or as a part of it, and its encoder's rows.
        let mut needed = decoded + 7 * pixels(to);
        if from != to {
            // Between the two passes there is a picture of the one's width and the other's height.
            let between = u64::from(to.width.max(from.width)) * u64::from(to.height.max(from.height));
            let channels = if Scaler::works_on_light(&self.recipe.place(from, to)) { 6 } else { 3 };
            needed += channels * between + (channels - 3) * 2 * (pixels(from) + pixels(to));
        }
        Ok(needed)
    }
}

impl Tools {
    fn held(&self) -> u64 {
        (self.file.capacity() + self.decoder.held() + self.scaler.held() + self.encoded.capacity()) as u64
    }

    fn work(&mut self, path: &Path, rendition: &Rendition, recipe: Recipe, cache: &Cache) -> Result<Entry, ShotsError> {
        let Self { file, decoder, scaler, encoded } = self;
        file.clear();
        File::open(path).and_then(|mut master| master.read_to_end(file)).map_err(ShotsError::ReadFile)?;
        let touched = rendition.made.touches_pixels();
        let key = key(file, &if touched { recipe.key() } else { AS_IS.to_owned() }, rendition.size);
        if let Some(entry) = cache.find(&key) {
            return Ok(entry);
        }
        let from = decoder.decode(file, recipe.background)?;
        if !touched {
            return if from == rendition.size { cache.store_as_is(&key, file) } else { Err(ShotsError::Changed) };
        }
        let pixels = if from == rendition.size {
            &decoder.rgb
        } else {
            scaler.scale(&decoder.rgb, from, &recipe.place(from, rendition.size), rendition.size, recipe.background)?;
            &scaler.rgb
        };
        encode(pixels, rendition.size, recipe.format, recipe.speed, encoded)?;
        cache.store(&key, recipe.format.extension(), encoded)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs};

    use ::png::{BitDepth, ColorType};
    use tempfile::TempDir;

    use super::*;
    use crate::{ColorProfile, DisplayType, Output, masters::read_masters, mend::Mend, renditions::renditions, samples};

    const SIZE: Size = Size::new(640, 1136);
    const MEMORY: u64 = 64 << 20;

    struct Shop {
        root: TempDir,
        cache: TempDir,
    }

    impl Shop {
        fn new<Name: AsRef<str>>(files: &[(Name, Vec<u8>)]) -> Self {
            Self { root: samples::folder(files), cache: TempDir::new().unwrap() }
        }

        fn make(&self, wanted: &[&str], recipe: Recipe, memory: u64) -> Vec<(Rendition, Result<MadeFile, ShotsError>)> {
            let masters = read_masters(self.root.path()).unwrap().masters;
            let wanted: Vec<_> = wanted.iter().map(|name| DisplayType::named(name).unwrap()).collect();
            let renditions = renditions(&masters, &wanted, &recipe).unwrap();
            let cache = Cache::open(self.cache.path()).unwrap();
            let told = Mutex::new(BTreeSet::new());
            let progress = |done| {
                told.lock().unwrap().insert(done);
            };
            let files = make(self.root.path(), &renditions, &recipe, &cache, memory, &progress);
            assert_eq!(told.into_inner().unwrap().last(), Some(&renditions.len()));
            renditions.into_iter().zip(files).collect()
        }

        fn cached(&self) -> usize {
            fs::read_dir(self.cache.path()).unwrap().count()
        }
    }

    fn alpha(size: Size) -> Vec<u8> {
        samples::png_of(size, ColorType::Rgba, BitDepth::Eight, &vec![0; samples::bytes(size, 4)])
    }

    #[test]
    fn what_is_right_is_the_master_itself() {
        let shop = Shop::new(&[("ja/1.png", samples::png(SIZE)), ("ja/2.png", samples::jpeg(SIZE))]);
        for _ in 0..2 {
            let made = shop.make(&[], Recipe::default(), MEMORY);
            for (rendition, file) in &made {
                let file = file.as_ref().unwrap();
                assert_eq!(file.path, shop.root.path().join(&rendition.master));
                assert_eq!(file.bytes, fs::metadata(&file.path).unwrap().len());
                assert_eq!(file.size, SIZE);
            }
            assert_eq!(made[1].0.file_name, "2.jpg", "only the name is mended");
            assert_eq!(shop.cached(), 2);
        }
    }

    #[test]
    fn what_is_made_is_what_is_accepted() {
        let p3 = samples::with_chunk(&samples::png(SIZE), *b"cICP", &[12, 13, 0, 1]);
        let deep = samples::png_of(SIZE, ColorType::GrayscaleAlpha, BitDepth::Sixteen, &vec![9; samples::bytes(SIZE, 4)]);
        let turned = samples::with_segment(&samples::jpeg(SIZE.turned()), 0xE1, &samples::exif(8));
        let files = [("ja/1.png", alpha(SIZE)), ("ja/2.png", p3), ("ja/3.png", deep), ("ja/4.jpg", turned)];
        for format in [Output::Png, Output::Jpeg { quality: 90 }] {
            let shop = Shop::new(&files);
            let made = shop.make(&["APP_IPHONE_40", "APP_IPHONE_35"], Recipe { format, ..Recipe::default() }, MEMORY);
            assert_eq!(made.len(), 8);
            for (rendition, file) in made {
                let file = file.unwrap();
                let probe = probe(&file.path).unwrap();
                assert_eq!((probe.size, probe.size), (file.size, rendition.size));
                assert!(rendition.display_type.accepts(probe.size));
                assert_eq!(Mend::of(&probe).unwrap(), []);
                let expected = if format == Output::Png { ColorProfile::Srgb } else { ColorProfile::Untagged };
                assert_eq!(probe.profile, expected);
                assert!(rendition.file_name.ends_with(format.extension()));
            }
        }
    }

    #[test]
    fn what_is_made_once_is_not_made_again() {
        let files: Vec<_> = ["de-DE/1.png", "ja/1.png"].map(|name| (name, alpha(SIZE))).into();
        let shop = Shop::new(&files);
        let first = shop.make(&[], Recipe::default(), MEMORY);
        assert_eq!(shop.cached(), 1, "the same bytes, whatever they are called");
        let path = first[0].1.as_ref().unwrap().path.clone();
        // A mark no encoder would make: the file is found, not made.
        let mut marked = fs::read(&path).unwrap();
        marked[0] = 0;
        fs::write(&path, &marked).unwrap();
        let second = shop.make(&[], Recipe::default(), MEMORY);
        assert_eq!(fs::read(&path).unwrap(), marked);
        assert_eq!(second[0].1.as_ref().unwrap(), first[0].1.as_ref().unwrap());
        shop.make(&[], Recipe { background: crate::Color::BLACK, ..Recipe::default() }, MEMORY);
        assert_eq!(shop.cached(), 2);
    }

    #[test]
    fn memory_is_bounded_by_bytes_and_not_by_files() {
        let files: Vec<_> = (1..=8).map(|n| (format!("ja/{n}.png"), alpha(Size::new(640, 1136 - n)))).collect();
        let shop = Shop::new(&files);
        // Enough for one at a time.
        for (_, file) in shop.make(&["APP_IPHONE_40"], Recipe::default(), 12 << 20) {
            file.unwrap();
        }
        let shop = Shop::new(&files);
        for (_, file) in shop.make(&["APP_IPHONE_40"], Recipe::default(), 1 << 20) {
            assert!(matches!(file, Err(ShotsError::TooMuchMemory { .. })));
        }
    }

    #[test]
    fn each_failure_is_its_own() {
        let shop = Shop::new(&[("default/1.png", samples::hollow_png(SIZE)), ("default/2.png", samples::png(SIZE))]);
        let masters = read_masters(shop.root.path()).unwrap().of_app("one", &["de-DE", "ja"]);
        let plan = renditions(&masters, &[], &Recipe::default()).unwrap();
        let cache = Cache::open(shop.cache.path()).unwrap();
        let files = make(shop.root.path(), &plan, &Recipe::default(), &cache, MEMORY, &|_| {});
        let good: Vec<_> = files.iter().map(Result::is_ok).collect();
        assert_eq!(good, [false, true, false, true]);
        assert!(matches!(files[2], Err(ShotsError::DamagedPixels { .. } | ShotsError::Truncated { .. })));
        fs::write(shop.root.path().join("default/2.png"), samples::png(SIZE.turned())).unwrap();
        let files = make(shop.root.path(), &plan[1..2], &Recipe::default(), &cache, MEMORY, &|_| {});
        assert!(matches!(files[0], Err(ShotsError::Changed)));
    }
}
