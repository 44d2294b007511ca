//! The report: reads the fleet, or a part of it, and writes its folder.
//!
//! What is told of all apps together is read once, what is told of each for some hundred at a time, so that the memory
//! used is that of their texts. Each query sees the latest commit, not one common moment: a sync during the report may
//! show on a later page only.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use maud::Markup;
use store::{Reader, Value};

use crate::DashboardError;
use crate::app::App;
use crate::app_page::AppPage;
use crate::background::{Background, Thumbnail};
use crate::details::{self, Details};
use crate::fleet::Fleet;
use crate::fleet_page::FleetPage;
use crate::folder::Folder;
use crate::listing::ListingsPage;
use crate::page::Site;
use crate::picture::{Gallery, Shape};
use crate::query::query;

/// So many apps are read at a time.
const TOGETHER: usize = 200;

/// Which apps a report is about.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// SQL over the view `apps`, with its parameters; `None` for all.
    pub condition: Option<(String, Vec<Value>)>,
    /// Clients of which all apps are meant, also those that are gone.
    pub clients: Vec<String>,
}

/// What a report is to be of.
pub struct Wish<'a> {
    /// Which apps.
    pub selection: Selection,
    /// Tell what has happened since this moment, in Unix seconds.
    pub since: Option<i64>,
    /// The moment from which ages are told.
    pub now: i64,
    /// What the database does not know.
    pub background: Background,
    /// Makes small copies of pictures; says of each whether it is there.
    pub make_thumbnails: &'a dyn Fn(&[Thumbnail]) -> Vec<bool>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Number of pages, the overview included.
    pub pages: usize,
    /// Number of apps.
    pub apps: usize,
    /// Number of pictures.
    pub pictures: usize,
    /// The page to open.
    pub index: PathBuf,
}

/// Writes HTML into `folder`, which is made if need be: `index.html`, a page for each client in `clients/`, one for each
/// app in `apps/`, and one with its listings in `listings/`.
///
/// The same database and the same wish give the same bytes. What an earlier report wrote is replaced or, where this one
/// is not about it, removed; other files stay.
///
/// # Errors
/// [`DashboardError::Query`] when the database does not answer, the other variants when the folder cannot be written.
/// What was written until then is complete, page by page.
pub fn report(reader: &Reader, wish: &Wish<'_>, folder: &Path) -> Result<Report, DashboardError> {
    let Wish { selection, since, now, background, .. } = wish;
    let fleet = Fleet::read(reader, selection, *since)?;
    let changes = query!("report_changes").fleet(reader)?.by_app();
    let coverage = query!("report_coverage").fleet(reader)?.by_app();
    let folder = Folder::create(folder)?;
    let icons = fleet.apps.iter().filter_map(|app| Some((Shape::Icon, app.icon.as_deref()?)));
    let mut gallery = Gallery { made: Some(HashSet::new()) };
    add_pictures(&mut gallery, icons, wish, &folder);
    let mut pages: HashSet<&str> = HashSet::new();
    for apps in fleet.apps.chunks(TOGETHER) {
        let details = details::read(reader, &apps.iter().collect::<Vec<_>>())?;
        let pictures = details.values().flat_map(|details| details.screenshots.iter());
        add_pictures(&mut gallery, pictures.filter_map(|row| Some((Shape::Screenshot, row.text("image")?))), wish, &folder);
        let nothing = Details::default();
        for app in apps {
            let key = app.key();
            let details = details.get(&key).unwrap_or(&nothing);
            let (changes, findings, coverage) = (changes.get(&key), fleet.findings.get(&key), coverage.get(&key));
            let page = AppPage { app, details, changes, findings, coverage, background, gallery: &gallery };
            folder.write(&app.page, &page.render(&Site::Folder, &Markup::default(), *now).into_string())?;
            let listings = ListingsPage { app, details, background, gallery: &gallery };
            folder.write(&app.listings_page, &listings.render(&Site::Folder, *now).into_string())?;
            pages.extend([app.page.as_str(), app.listings_page.as_str()]);
        }
    }
    let overview = |client, root| FleetPage { part: fleet.part(client), background, gallery: &gallery, root };
    for client in fleet.clients() {
        let of_client = |app: &&App| app.client.as_deref() == Some(client);
        let Some(page) = fleet.apps.iter().find(of_client).and_then(|app| app.client_page.as_deref()) else { continue };
        folder.write(page, &overview(Some(client), "../").render(&Site::Folder, *now).into_string())?;
        pages.insert(page);
    }
    // The overview comes last, so that whatever it links to is there.
    let index = folder.write("index.html", &overview(None, "").render(&Site::Folder, *now).into_string())?;
    let pictures = gallery.made.unwrap_or_default();
    folder.remove_outdated(&pages, &pictures)?;
    Ok(Report { pages: pages.len() + 1, apps: fleet.apps.len(), pictures: pictures.len(), index })
}

/// Sees to it that the small copies of these pictures are in the folder. What cannot be made is not shown.
fn add_pictures<'a>(gallery: &mut Gallery, pictures: impl Iterator<Item = (Shape, &'a str)>, wish: &Wish<'_>, folder: &Folder) {
    let made = gallery.made.get_or_insert_default();
    let mut wanted: HashSet<String> = HashSet::new();
    let mut missing = Vec::new();
    for (shape, image) in pictures {
        let Some(address) = shape.address(image) else { continue };
        if made.contains(&address) || !wanted.insert(address.clone()) {
            continue;
        }
        let target = folder.path(&address);
        // Its name is the hash of what it was made from, so one that is there is right.
        if target.is_file() {
            made.insert(address);
        } else {
            missing.push((address, Thumbnail { source: wish.background.images.join(image), target, within: shape.within() }));
        }
    }
    let (addresses, thumbnails): (Vec<String>, Vec<Thumbnail>) = missing.into_iter().unzip();
    let outcomes = if thumbnails.is_empty() { Vec::new() } else { (wish.make_thumbnails)(&thumbnails) };
    made.extend(addresses.into_iter().zip(outcomes).filter_map(|(address, is_there)| is_there.then_some(address)));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::*;
    use crate::sample;

    /// All pages by their names, as a report writes them at a moment long after the sample was made.
    fn pages(store: &store::Store, folder: &Path) -> BTreeMap<String, String> {
        pages_of(store, Selection::default(), folder)
    }

    fn pages_of(store: &store::Store, selection: Selection, folder: &Path) -> BTreeMap<String, String> {
        let make_thumbnails = &|_: &[Thumbnail]| Vec::new();
        let wish = Wish { selection, since: Some(0), now: 4_000_000_000, background: Background::default(), make_thumbnails };
        let report = report(&store.reader().unwrap(), &wish, folder).unwrap();
        let mut pages = BTreeMap::from([("index.html".to_owned(), fs::read_to_string(&report.index).unwrap())]);
        for below in ["apps", "clients", "listings"] {
            for entry in fs::read_dir(folder.join(below)).unwrap() {
                let entry = entry.unwrap();
                pages.insert(format!("{below}/{}", entry.file_name().to_str().unwrap()), fs::read_to_string(entry.path()).unwrap());
            }
        }
        assert_eq!(pages.len(), report.pages);
        assert_eq!(pages.keys().filter(|page| page.starts_with("apps/")).count(), report.apps);
        pages
    }

    fn sample_pages() -> BTreeMap<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let store = sample::fleet(&folder.path().join("fleet.db"));
        pages(&store, &folder.path().join("report"))
    }

    fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
        let start = format!(" {name}=\"");
        html.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
    }

    #[test]
    fn nothing_foreign_becomes_markup() {
        for (name, html) in sample_pages() {
            assert!(!html.to_lowercase().contains("<script"), "{name}");
            assert!(!html.contains("<b>"), "{name}");
            assert!(attributes(&html, "href").iter().all(|href| !href.starts_with("javascript:")), "{name}");
            assert!(html.chars().all(|character| !character.is_control() || character == '\n'), "{name}");
            // Inline styles and handlers would need holes in the policy.
            assert!(attributes(&html, "style").is_empty() && attributes(&html, "onclick").is_empty(), "{name}");
        }
        let pages = sample_pages();
        assert!(pages["index.html"].contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(pages["index.html"].contains("bell␇ and null␀"));
        assert!(pages["index.html"].contains("Apple answered 500 &amp; gave up"));
    }

    #[test]
    fn every_link_leads_somewhere() {
        let pages = sample_pages();
        for (name, html) in &pages {
            for href in attributes(html, "href") {
                if href.starts_with("https://") {
                    continue;
                }
                let (address, anchor) = href.split_once('#').map_or((href, None), |(address, anchor)| (address, Some(anchor)));
                let target = if address.is_empty() { name } else { address.strip_prefix("../").unwrap_or(address) };
                let page = pages.get(target).unwrap_or_else(|| panic!("{name} {href}"));
                assert!(anchor.is_none_or(|anchor| attributes(page, "id").contains(&anchor)), "{name} {href}");
            }
            let mut ids = attributes(html, "id");
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), all, "{name} uses an id twice");
        }
        let index = attributes(&pages["index.html"], "href").into_iter().map(ToOwned::to_owned).collect::<HashSet<_>>();
        assert!(pages.keys().filter(|name| name.starts_with("apps/") || name.starts_with("clients/")).all(|name| index.contains(name)));
        assert_eq!(pages.len(), 1 + 6 + 6 + 2);
    }

    /// Headings never skip a level, on any page.
    #[test]
    fn headings_are_in_order() {
        for (name, html) in sample_pages() {
            let levels: Vec<u32> = html
                .match_indices("<h")
                .filter_map(|(at, _)| html[at + 2..].chars().next().and_then(|letter| letter.to_digit(10)))
                .collect();
            assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{name}");
            assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
        }
    }

    #[test]
    fn texts_carry_their_language_and_direction() {
        let page = &sample_pages()["listings/6444000001.html"];
        assert!(page.contains("<dd lang=\"ar-SA\" dir=\"auto\">كل شيء في مكانه</dd>"));
        assert!(sample_pages()["index.html"].contains("<span dir=\"auto\" lang=\"he\">דפי זהב</span>"));
    }

    #[test]
    fn a_page_shows_the_staged_world_and_the_room_left() {
        let pages = sample_pages();
        let (page, listings) = (&pages["apps/6444000001.html"], &pages["listings/6444000001.html"]);
        assert!(page.contains("2027 Northwind") && page.contains("2026 Northwind"));
        assert!(listings.contains("Subtitle <span class=\"room\">7 left</span>"), "30 less the 23 of “Everything in its place”");
        assert!(page.contains("Ready for Distribution") && page.contains("Prepare for Submission"));
        assert!(!listings.contains("javascript:alert(2)</a>") && listings.contains("https://example.com/support</a>"));
        assert!(page.contains("22 of 24 questions"), "two were answered");
        let evil = pages.iter().find(|(name, _)| name.starts_with("listings/id-")).unwrap().1;
        assert!(evil.contains("class=\"room over\"") && evil.contains("&lt;b&gt;bold&lt;/b&gt;"));
        assert!(pages["apps/6444000003.html"].contains("State Of 2031"), "an unknown state is shown");
    }

    #[test]
    fn the_overview_counts_each_version_once() {
        let index = &sample_pages()["index.html"];
        let numbers: Vec<&str> = index.split("<dd>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
        assert_eq!(numbers[..4], ["6", "0", "0", "6"], "apps, ready, blocked, not checked");
        assert_eq!(numbers[4..9], ["2", "1", "1", "1", "1"], "live, approved, in review, preparing, rejected");
    }

    /// Whatever the folder held before: who reads one client's report must learn of no other.
    #[test]
    fn a_report_of_one_client_has_no_trace_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let store = sample::fleet(&folder.path().join("fleet.db"));
        let out = folder.path().join("report");
        assert!(pages(&store, &out)["index.html"].contains("Northwind"));
        let picture = out.join("icons").join(format!("{}.jpg", "ab".repeat(32)));
        fs::write(&picture, "somebody's").unwrap();
        let condition = Some(("client = ?1".to_owned(), vec![Value::Text("Søuth & Co".into())]));
        let left = pages_of(&store, Selection { condition, clients: vec!["Søuth & Co".into()] }, &out);
        assert_eq!(left.len(), 1 + 1 + 1 + 1, "the overview, the client, the app, its listings");
        for (name, html) in &left {
            for word in ["Northwind GmbH", ">Northwind<", "north<", "דפי", "6444000002", "alert(1)"] {
                assert!(!html.contains(word), "{name} {word}");
            }
        }
        assert!(left["index.html"].contains("<h1><span dir=\"auto\">Søuth &amp; Co</span></h1>"));
        assert!(!picture.exists());
    }

    #[test]
    fn the_table_has_a_row_for_each_platform() {
        let folder = tempfile::tempdir().unwrap();
        let store = sample::fleet(&folder.path().join("fleet.db"));
        let table = crate::rows(&store.reader().unwrap(), &Selection::default(), 4_000_000_000).unwrap();
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        let of = |row: &[Value], column: &str| row[table.columns.iter().position(|name| name == column).unwrap()].to_string();
        let paper: Vec<[String; 4]> = table
            .rows
            .iter()
            .filter(|row| of(row, "app_id") == "6444000001" && of(row, "account") == "north")
            .map(|row| ["platform", "live_version", "next_version", "staged"].map(|column| of(row, column)))
            .collect();
        assert_eq!(paper, [["IOS", "2.4.0", "2.5.0", "1"], ["MAC_OS", "2.4.0", "", "1"]].map(|row| row.map(ToOwned::to_owned)));
        assert_eq!(table.rows.iter().filter(|row| of(row, "app") == "Nothing Yet").count(), 1);
    }

    #[test]
    fn the_same_database_and_moment_give_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let store = sample::fleet(&folder.path().join("fleet.db"));
        assert_eq!(pages(&store, &folder.path().join("one")), pages(&store, &folder.path().join("two")));
    }

    #[test]
    fn pages_of_apps_that_are_gone_go_too() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("report");
        pages(&sample::fleet(&folder.path().join("full.db")), &out);
        fs::write(out.join("notes.html"), "mine").unwrap();
        let left = pages(&sample::accounts(&folder.path().join("empty.db")), &out);
        assert_eq!(left.keys().collect::<Vec<_>>(), ["index.html"]);
        assert!(out.join("notes.html").exists());
    }

    #[test]
    fn an_empty_fleet_says_what_to_do_next() {
        let folder = tempfile::tempdir().unwrap();
        let index = pages(&sample::accounts(&folder.path().join("fleet.db")), &folder.path().join("report")).remove("index.html").unwrap();
        assert!(index.contains("Run “fleet sync”") && index.contains(">north<"));
        let bare = store::Store::open(&folder.path().join("bare.db")).unwrap();
        assert!(pages(&bare, &folder.path().join("bare"))["index.html"].contains("There is no account yet"));
    }
}
