//! The contact sheet: one HTML file that shows what will be uploaded, and opens without anything
//! else beside it.
//!
//! Names of files, apps and locales are foreign and escaped wherever they stand.

use std::{fmt::Write as _, fs, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rayon::prelude::*;

use crate::{
    color::Color,
    decode::Decoder,
    encode::encode,
    error::ShotsError,
    make::MadeFile,
    recipe::{Mode, Output, Recipe, Speed},
    renditions::Rendition,
    resample::Scaler,
    size::Size,
};

/// The box a thumbnail fits into, in pixels: twice what it is shown at, for sharp screens.
const THUMBNAIL: Size = Size::new(360, 480);

/// How a thumbnail is made.
const RECIPE: Recipe = Recipe {
    mode: Mode::Pad,
    background: Color::WHITE,
    gravity: crate::Gravity::Center,
    format: Output::Jpeg { quality: 80 },
    speed: Speed::Preview,
};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}\
h1{font-size:1.5rem}h2{font-size:1.25rem;border-top:1px solid #8886;padding-top:1rem}h3{font-size:1rem;margin-bottom:.25rem}\
ol{display:flex;flex-wrap:wrap;gap:1rem;list-style:none;padding:0;margin:0 0 1.5rem}\
li{width:180px}img{display:block;max-width:180px;height:auto;border:1px solid #8886;border-radius:6px}\
p{margin:.25rem 0;overflow-wrap:anywhere}small{display:block;opacity:.75;overflow-wrap:anywhere}\
";

/// Writes the contact sheet of these renditions and the files that were made of them, in their
/// order: a heading for each app, locale and display type, and for each screenshot its picture, its
/// size, what it was made from and how.
///
/// `root` is the folder of masters; only its name is shown.
///
/// # Errors
/// Those of [`verify`](crate::verify()), for a file that is no longer what was made.
pub fn sheet(root: &Path, renditions: &[Rendition], files: &[MadeFile]) -> Result<String, ShotsError> {
    let pairs: Vec<_> = renditions.iter().zip(files).collect();
    let pictures = pairs.par_iter().map_init(Pen::default, |pen, (_, file)| pen.thumbnail(file));
    let pictures: Vec<_> = pictures.collect::<Result<_, _>>()?;
    let title = escape(&root.file_name().unwrap_or(root.as_os_str()).to_string_lossy());
    let mut body = String::new();
    let mut above: Option<&Rendition> = None;
    for ((rendition, file), picture) in pairs.into_iter().zip(pictures) {
        body += &headings(above, rendition);
        body += &item(rendition, file, &picture);
        above = Some(rendition);
    }
    if above.is_some() {
        body += "</ol>\n";
    }
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Screenshots of {title}</title>\n<style>{STYLE}</style>\n<h1>Screenshots of {title}</h1>\n\
         <p>{} screenshots, {:.1} MB</p>\n{body}</html>\n",
        renditions.len().min(files.len()),
        megabytes(files.iter().map(|file| file.bytes).sum()),
    ))
}

/// The headings that are new, and the list they begin.
fn headings(above: Option<&Rendition>, rendition: &Rendition) -> String {
    let mut html = Vec::new();
    let of = |r: &Rendition| (r.app.clone(), r.locale.clone());
    let is_new_locale = above.is_none_or(|above| of(above) != of(rendition));
    let is_new_set = is_new_locale || above.is_none_or(|above| above.display_type != rendition.display_type);
    if is_new_set && above.is_some() {
        html.push("</ol>\n".to_owned());
    }
    if is_new_locale {
        let app = rendition.app.as_deref().map(|app| format!("{} · ", escape(app))).unwrap_or_default();
        html.push(format!("<h2>{app}{}</h2>\n", escape(&rendition.locale)));
    }
    if is_new_set {
        let display_type = rendition.display_type;
        html.push(format!("<h3>{} <code>{display_type}</code></h3>\n<ol>\n", escape(display_type.label())));
    }
    html.concat()
}

fn item(rendition: &Rendition, file: &MadeFile, picture: &Picture) -> String {
    let Picture { size, data } = picture;
    let Rendition { app, locale, display_type, position, file_name, master, made, .. } = rendition;
    let of = app.as_deref().map(|app| format!(" of {app}")).unwrap_or_default();
    let alt = escape(&format!("Screenshot {position}{of} in {locale} for {}: {file_name}", display_type.label()));
    let (name, master, made) = (escape(file_name), escape(&master.to_string_lossy()), escape(&made.to_string()));
    // Shown at half its pixels.
    let (width, height) = (size.width.div_ceil(2), size.height.div_ceil(2));
    format!(
        "<li><img loading=\"lazy\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\" src=\"data:image/jpeg;base64,{data}\">\
         <p>{position}. {name}</p><small>{}, {:.1} MB</small><small>from {master}</small><small>{made}</small></li>\n",
        file.size,
        megabytes(file.bytes),
    )
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Text as it stands in HTML, in an attribute too.
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, character| {
        match character {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            '\'' => html += "&#39;",
            // Writing to a string cannot fail.
            c if c.is_control() => drop(write!(html, "&#xFFFD;")),
            c => html.push(c),
        }
        html
    })
}

/// Writes small copies of pictures as JPEG, on all cores: each of `from` that fits into the box at `to`. Says of each
/// whether it is there; a picture that cannot be read has none.
pub fn thumbnails(pictures: &[(&Path, &Path, Size)]) -> Vec<bool> {
    let write = |pen: &mut Pen, (from, to, within): &(&Path, &Path, Size)| {
        let small = pen.shrink(from, *within);
        small.is_ok_and(|_| fs::write(to, &pen.encoded).is_ok())
    };
    pictures.par_iter().map_init(Pen::default, write).collect()
}

/// A thumbnail and its JPEG as text.
struct Picture {
    size: Size,
    data: String,
}

/// The memory thumbnails are made in, one after the other.
#[derive(Default)]
struct Pen {
    decoder: Decoder,
    scaler: Scaler,
    encoded: Vec<u8>,
}

impl Pen {
    fn thumbnail(&mut self, file: &MadeFile) -> Result<Picture, ShotsError> {
        let size = self.shrink(&file.path, THUMBNAIL)?;
        Ok(Picture { size, data: BASE64_STANDARD.encode(&self.encoded) })
    }

    /// Makes a picture as large as it gets in the box, with nothing beside it.
    fn shrink(&mut self, path: &Path, within: Size) -> Result<Size, ShotsError> {
        let bytes = fs::read(path).map_err(ShotsError::ReadFile)?;
        let from = self.decoder.decode(&bytes, Color::WHITE)?;
        let size = RECIPE.place(from, within).size;
        self.scaler.scale(&self.decoder.rgb, from, &RECIPE.place(from, size), size, Color::WHITE)?;
        encode(&self.scaler.rgb, size, RECIPE.format, RECIPE.speed, &mut self.encoded)?;
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cache, make, masters::read_masters, renditions::renditions, samples};

    fn sheet_of(files: &[(&str, Vec<u8>)]) -> String {
        let root = samples::folder(files);
        let masters = read_masters(root.path()).unwrap().masters;
        let plan = renditions(&masters, &[], &Recipe::default()).unwrap();
        let cache = Cache::open(&root.path().join("cache")).unwrap();
        let made = make(root.path(), &plan, &Recipe::default(), &cache, 64 << 20, &|_| {});
        let made: Vec<_> = made.into_iter().map(Result::unwrap).collect();
        sheet(root.path(), &plan, &made).unwrap()
    }

    #[test]
    fn small_copies_keep_their_shape_and_what_is_no_picture_has_none() {
        let root = samples::folder(&[("a.png", samples::png(Size::new(640, 1136))), ("b.png", b"no picture".to_vec())]);
        let path = |name: &str| root.path().join(name);
        let [a, b, small, none] = ["a.png", "b.png", "a.jpg", "b.jpg"].map(path);
        assert_eq!(thumbnails(&[(&a, &small, Size::new(560, 560)), (&b, &none, Size::new(560, 560))]), [true, false]);
        assert_eq!(crate::verify(&small).unwrap().size, Size::new(315, 560));
        assert!(!none.exists());
    }

    #[test]
    fn everything_is_there_in_order() {
        let phone = Size::new(640, 1136);
        let html = sheet_of(&[
            ("one/ja/10.png", samples::png(phone)),
            ("one/ja/2.png", samples::png(phone)),
            ("one/ja/watch.png", samples::png(Size::new(416, 496))),
            ("two/de-DE/1.png", samples::jpeg(phone)),
        ]);
        let places: Vec<_> = [
            "<p>4 screenshots, 0.",
            "<h2>one · ja</h2>",
            "<h3>iPhone 4&quot; <code>APP_IPHONE_40</code></h3>",
            "alt=\"Screenshot 1 of one in ja for iPhone 4&quot;: 2.png\"",
            "<p>2. 10.png</p><small>640×1136, 0.0 MB</small><small>from one/ja/10.png</small><small>as is</small>",
            "<code>APP_WATCH_SERIES_10</code>",
            "<h2>two · de-DE</h2>",
            "<small>mended: its name does not say JPEG</small>",
        ]
        .iter()
        .map(|text| html.find(text).unwrap_or_else(|| panic!("{text} in {html}")))
        .collect();
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(html.matches("<ol>").count(), html.matches("</ol>").count());
        assert_eq!(html.matches("src=\"data:image/jpeg;base64,/9j/").count(), 4);
        assert!(html.contains("width=\"135\" height=\"240\""), "half of 270×480");
        for outside in ["http://", "https://", "<script", "url("] {
            assert!(!html.contains(outside), "{outside}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn foreign_names_stay_text() {
        let html =
            sheet_of(&[("<script>alert(1)<\\script>&'\"/ja/<img src=x onerror=\"alert(1)\">.png", samples::png(Size::new(416, 496)))]);
        assert!(!html.contains("<script") && !html.contains("<img src"));
        assert!(html.contains("&lt;script&gt;alert(1)&lt;\\script&gt;&amp;&#39;&quot; · ja"));
    }

    #[test]
    fn nothing_is_a_sheet_too() {
        assert!(sheet_of(&[("a.txt", Vec::new())]).contains("<p>0 screenshots, 0.0 MB</p>"));
    }
}
