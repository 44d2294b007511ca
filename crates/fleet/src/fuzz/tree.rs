//! Trees of texts: what one says is staged as far as the views accept it, once, and comes out as it went in.

use std::cell::RefCell;

use store::catalog::catalog;
use store::{AccountRow, Edit, Fleet, OnRefusal, Row, Store, StoreError, Value};

use super::folder::Folder;
use crate::proposal::Proposal;
use crate::selection::AppArgs;
use crate::texts::{self, Creating, Files, Notes, Texts, Tree, VersionArgs, World};

/// fastlane's tree stages exactly what the views accept; read again it stages nothing more.
pub fn fastlane_tree(bytes: &[u8]) {
    tree(Tree::Fastlane, bytes);
}

/// The same for the tree of the `asc` tool.
pub fn asc_tree(bytes: &[u8]) {
    tree(Tree::Asc, bytes);
}

thread_local! {
    static STORE: RefCell<(tempfile::TempDir, Store)> = RefCell::new(store());
}

/// An app in the store with a draft, in two languages.
fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&folder.path().join("fleet.db")).expect("a file");
    let account = AccountRow { name: "acme".into(), issuer_id: None, key_id: "KEY".into() };
    store.load_fleet(&Fleet { accounts: vec![account], ..Fleet::default() }).expect("an account");
    let row = |resource: &str, values: &[(&str, &str)]| {
        let resource = catalog().resource(resource).expect("a resource");
        let value = |(name, text): &(&str, &str)| (resource.field(name).expect("a field"), Value::Text((*text).into()));
        (resource, Row { values: values.iter().map(value).collect(), ..Row::default() })
    };
    store
        .write_mirror::<_, StoreError>("sync", |mirror| {
            let mut put = |id: &str, parent: Option<i64>, (resource, row): (_, Row<'_>)| {
                Ok::<_, StoreError>(mirror.put(resource, 1, id, parent, &row)?.pk)
            };
            let app = put("1001", None, row("apps", &[("bundle_id", "com.acme.notes"), ("name", "Notes"), ("primary_locale", "en-US")]))?;
            let info = put("i1", Some(app), row("app_infos", &[("state", "PREPARE_FOR_SUBMISSION")]))?;
            let live = [("platform", "IOS"), ("version_string", "1.0"), ("state", "READY_FOR_DISTRIBUTION")];
            put("v1", Some(app), row("versions", &live))?;
            let draft = [("platform", "IOS"), ("version_string", "1.1"), ("state", "PREPARE_FOR_SUBMISSION"), ("copyright", "2026 ACME")];
            let draft = put("v2", Some(app), row("versions", &draft))?;
            put("r2", Some(draft), row("review_details", &[("notes", "none")]))?;
            for locale in ["en-US", "de-DE"] {
                put(&format!("l{locale}"), Some(draft), row("version_localizations", &[("locale", locale), ("description", "text")]))?;
                put(&format!("n{locale}"), Some(info), row("app_info_localizations", &[("locale", locale), ("name", "Notes")]))?;
            }
            Ok(())
        })
        .expect("a mirror");
    (folder, store)
}

/// What a tree proposes, and in how many places it is wrong; none where it cannot be read.
fn proposed(store: &Store, tree: Tree, folder: &Folder) -> Option<Vec<Edit>> {
    let reader = store.reader().expect("a reader");
    let app = texts::apps(&reader, &AppArgs::default()).expect("apps").remove(0);
    let texts = Texts::of(&reader, World::Staged, app, &VersionArgs::default()).expect("texts");
    let (mut proposal, mut notes) = (Proposal::default(), Notes::default());
    let said = tree.read(folder.path(), &texts, &mut notes).ok()?;
    texts::apply(&mut proposal, &mut notes, &texts, said, Creating::Locales);
    Some(proposal.edits().to_vec())
}

fn tree(tree: Tree, bytes: &[u8]) {
    let folder = Folder::of(bytes);
    STORE.with_borrow_mut(|(_, store)| {
        let Some(edits) = proposed(store, tree, &folder) else { return };
        let refused = store.refused(&edits).expect("a look");
        let (_, refusals) = store.stage_values(&edits, OnRefusal::StageTheRest).expect("staging");
        assert_eq!(refused, refusals, "a look says what staging says");
        let mut left = proposed(store, tree, &folder).expect("it was read before");
        // The views show of a password whether there is one, and never where it is.
        left.retain(|edit| !matches!(edit, Edit::Set { field, .. } if field == "demo_account_password"));
        let refused: Vec<&Edit> = refusals.iter().map(|refusal| &edits[refusal.index]).collect();
        assert!(left.iter().all(|edit| refused.contains(&edit)), "proposed, staged, and proposed again: {left:#?}");
        round_trip(store, tree);
        store.stage("DELETE FROM changes").expect("it can be taken back");
        assert_eq!(store.staged_count().expect("a look"), 0);
    });
}

/// What is written to files says the same when it is read.
fn round_trip(store: &Store, tree: Tree) {
    let copy = Folder::of(b"");
    let reader = store.reader().expect("a reader");
    let app = texts::apps(&reader, &AppArgs::default()).expect("apps").remove(0);
    let texts = Texts::of(&reader, World::Staged, app, &VersionArgs::default()).expect("texts");
    let mut files = Files::default();
    tree.write(copy.path(), &texts, &mut files).expect("names for files");
    files.write(false).expect("files");
    assert_eq!(proposed(store, tree, &copy).as_deref(), Some(&[][..]), "written, read, and something else");
}
