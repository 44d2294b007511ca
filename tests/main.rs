//! The program from outside: the real binary, against a simulated App Store Connect on 127.0.0.1.
//!
//! One binary, in reading order. A test here is one a person could have typed; rules of SQL, of the planner and of the
//! simulator are tested in their own crates. Nothing sleeps, nothing leaves this computer, and a [`support::TestFleet`]
//! asserts when it is dropped that no request was unknown, over the limit or against Apple's document.

#![expect(clippy::unwrap_used, reason = "a test ends where something unexpected happens")]

mod demo; //         the story of the README, and whether it is true
mod sync; //         the mirror: its price, its news, its interruptions
mod images; //       pictures for looking at listings offline
mod media; //        pictures that are staged as rows and pushed
mod shots; //        from a folder of masters to what Apple shows
mod coverage; //     which screenshots there are, and which are missing
mod pull; //         what Apple shows, as files
mod uploads; //      their price, and everything that can come in between
mod change; //       staging: set, edit, diff, unstage, and the sqlite3 shell
mod import; //       texts as files: fastlane, asc, spreadsheets, age ratings
mod text; //         replace and copy, over many listings
mod price; //       what a sync costs, to the request
mod resume; //      a sync that is killed, stopped, short of budget or in trouble
mod show; //         one app, as a person reads it
#[cfg(unix)]
mod terminal; //     what only a terminal gets: widths, colours, links, pictures, a pager
mod watch; //       changes as they are seen: history, polling, webhooks, on_change
mod campaigns; //    what is left of a piece of work, day by day
mod reviews; //      what customers wrote, and the answers
mod prices; //       what apps cost, and what they shall cost
mod availability; // where apps are sold
mod diff; //         looking at a changeset; what is refused before it is sent
mod push; //         sending: the fewest requests, conflicts, refusals
mod refusals; //    every refusal of Apple's that a push can meet, as it is read
mod rules; //       rules of Apple's that the simulator keeps, broken by a push
mod release; //      new versions, locales, review details, submissions, prices
mod preflight; //  what is called ready, held against the preflight of random worlds
mod check; //       how findings are told, weighed, hidden and mended
mod repair;
mod report; //      the fleet as pages that open from disk, and as one table
mod submit; //       from a selection to App Review, with the fewest requests and a yes
mod release_train; // round the loop and out: cancelled, rejected, resubmitted, approved, released, phased
mod version; //      new versions of many apps in one command
mod build; //        what was uploaded, and which version gets it
mod checks; //      every check, in a world where nothing is wrong and in one with each of the problems
mod changeset; //   names, discarding, files for another machine, the log
mod crash; //        a push that is killed or started twice
mod price_crash; //  a push of prices that is killed before it has seen what they are
mod campaign; //     pushes of everything, killed at random hundreds of times
mod upload_campaign; // uploads in trouble, killed at random
mod bars; //         the numbers that a push promises, over hundreds of apps
mod undo; //         taking back what was sent
mod budget; //       the requests of the hour, shared by processes; Ctrl-C
mod init; //         keys that are found, accounts that are added, fastlane repositories that are adopted
mod doctor; //       what is not well, and the next step
mod dashboard; //    pages on this computer: who gets in, what forms do, what a browser sees
mod input; //        everything that can be wrong before a request is sent
mod hostile; //      a server that means harm
mod secrets; //      that no secret is written anywhere
mod database; //     files that cannot be used: garbage, newer, full disk
mod database_locked; // files that somebody else has locked
mod shell; //        completions, man pages, versions, exit codes, what is printed for programs
mod json; //         what is printed for programs, against its schemas
mod mcp; //          an assistant that queries, checks and stages, and never pushes
mod sim; //          the simulator as a program of its own
mod guide; //       the guide, typed in
mod bench; //        the arithmetic of the benchmark
mod walk; //         every path of the simulator, held against Apple's document

mod contract; //     the checker of exchanges against Apple's document, checked
mod architecture; // walls: who depends on whom, who prints
mod supply; //       what comes from outside: licences, sources, compilers

mod support; //      the harness

/// A file of tests that is in no list is never run.
#[test]
fn no_file_is_forgotten() {
    let listed: Vec<&str> = include_str!("main.rs").lines().filter_map(|line| line.strip_prefix("mod ")?.split(';').next()).collect();
    for entry in std::fs::read_dir(support::root().join("tests")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // What a browser runs, and the campaign of faults, which is a binary of its own, are in folders.
        let is_listed = name == "main.rs" || name == "browser" || name == "faults" || listed.contains(&name.trim_end_matches(".rs"));
        assert!(is_listed || name.starts_with('.'), "tests/{name} is not in tests/main.rs");
    }
}
