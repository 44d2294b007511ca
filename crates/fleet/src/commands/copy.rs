//! `fleet copy`.

use std::collections::{BTreeMap, BTreeSet};

use store::{Reader, Value};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::listing::{self, Listing, ListingField};
use crate::proposal::{Proposal, SkipArgs};
use crate::selection::AppArgs;
use crate::sentence::count;
use crate::texts::platforms;

/// Stage the texts of one locale for others, in many apps
///
/// Within the same version: what `--from` says is staged for each locale of `--to` that says nothing there.
/// `--overwrite` replaces what it says. A locale that an app has not is left out, unless `--create` adds it. Only
/// listings that can be edited are looked at; nothing is cleared.
///
/// Example: `fleet copy --from en-US --to en-GB,en-AU --in keywords,promotional_text --client acme`
#[derive(Debug, clap::Args)]
pub(crate) struct CopyArgs {
    /// The locale that is copied
    #[arg(long, value_name = "LOCALE")]
    from: String,
    /// The locales that get its texts, separated by commas
    #[arg(long, value_name = "LOCALES", value_delimiter = ',', required = true)]
    to: Vec<String>,
    /// These fields only, separated by commas
    #[arg(long = "in", value_name = "FIELDS", value_delimiter = ',')]
    fields: Vec<String>,
    #[command(flatten)]
    apps: AppArgs,
    /// Only versions of this platform
    #[arg(long, value_name = "PLATFORM", value_parser = platforms(), ignore_case = true)]
    platform: Option<String>,
    /// Add the locales that an app has not
    #[arg(long)]
    create: bool,
    /// Replace what the other locales say
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    skip: SkipArgs,
}

pub(crate) fn copy(context: &Context, args: &CopyArgs) -> Result<u8> {
    let fields = listing::fields(&args.fields)?;
    let reader = context.workspace()?.reader()?;
    let from = listing::locales(&reader, std::slice::from_ref(&args.from))?.remove(0);
    let to = listing::locales(&reader, &args.to)?;
    if to.contains(&from) {
        return Err(FleetError::input(format!("{from} cannot be copied to itself")));
    }
    let wanted: Vec<String> = to.iter().chain([&from]).cloned().collect();
    let listings = listing::read(&reader, &args.apps, &wanted, args.platform.as_deref(), &fields)?;
    let mut copying = Copying {
        args,
        reader: &reader,
        fields: &fields,
        proposal: Proposal::default(),
        seen: BTreeSet::new(),
        created: BTreeSet::new(),
        missing: BTreeSet::new(),
    };
    let by_place: BTreeMap<(&str, &str, &str), &Listing> = listings
        .iter()
        .map(|listing| ((listing.account.as_str(), listing.version_id.as_str(), listing.locale.as_str()), listing))
        .collect();
    for source in listings.iter().filter(|listing| listing.locale == from) {
        for locale in &to {
            match by_place.get(&(source.account.as_str(), source.version_id.as_str(), locale.as_str())) {
                Some(target) => copying.fill(source, target)?,
                None => copying.missing_version_text(source, locale)?,
            }
        }
    }
    let Copying { proposal, missing, .. } = copying;
    if !missing.is_empty() {
        let apps: BTreeSet<&String> = missing.iter().map(|(app, _)| app).collect();
        context.ui.warn(&format!(
            "{} left out, which {} {} not; --create adds them",
            count(missing.len(), "locale"),
            count(apps.len(), "app"),
            if apps.len() == 1 { "has" } else { "have" }
        ));
    }
    proposal.stage(context, args.skip)
}

struct Copying<'a> {
    args: &'a CopyArgs,
    reader: &'a Reader,
    fields: &'a [ListingField],
    proposal: Proposal,
    /// App infos are shown by the listings of all platforms.
    seen: BTreeSet<(bool, i64, &'static str)>,
    /// App infos and the locales that were added to them.
    created: BTreeSet<(String, String)>,
    missing: BTreeSet<(String, String)>,
}

impl Copying<'_> {
    /// Fills what a locale lacks.
    fn fill(&mut self, source: &Listing, target: &Listing) -> Result<()> {
        let fields: &[ListingField] = self.fields;
        for ((field, value), there) in fields.iter().zip(&source.values).zip(&target.values) {
            let is_lacking = field.is_of_info() && target.info_pk.is_none();
            let is_kept = !is_nothing(there) && !self.args.overwrite;
            if is_nothing(value) || is_kept || is_lacking || value == there || !target.is_editable(field) {
                continue;
            }
            if self.seen.insert(target.key(field)) {
                self.proposal.set("listings", target.pk, field.name(), value.clone(), target.place(field));
            }
        }
        if target.info_pk.is_none() {
            self.missing_info_text(source, &target.locale)?;
        }
        Ok(())
    }

    fn missing_version_text(&mut self, source: &Listing, locale: &str) -> Result<()> {
        let values = self.values(source, false);
        if !values.is_empty() {
            self.create("version_localizations", ("version_id", &source.version_id), source, locale, values);
        }
        self.missing_info_text(source, locale)
    }

    fn missing_info_text(&mut self, source: &Listing, locale: &str) -> Result<()> {
        let values = self.values(source, true);
        let Some(info_pk) = source.info_pk.filter(|_| !values.is_empty()) else { return Ok(()) };
        let sql = "SELECT s.app_info_id, EXISTS(SELECT 1 FROM app_info_localizations AS t
                     WHERE t.app_info_id = s.app_info_id AND t.account = s.account AND t.locale = ?2)
                   FROM app_info_localizations AS s WHERE s.pk = ?1";
        let table = self.reader.query(sql, &[Value::Integer(info_pk), Value::Text(locale.into())])?;
        let Some([Value::Text(info), Value::Integer(0)]) = table.rows.first().map(Vec::as_slice) else { return Ok(()) };
        // Two platforms share the app info, and the first creates its text.
        if self.created.insert((info.clone(), locale.to_owned())) {
            self.create("app_info_localizations", ("app_info_id", info), source, locale, values);
        }
        Ok(())
    }

    fn create(&mut self, view: &str, parent: (&str, &str), source: &Listing, locale: &str, values: Vec<(String, Value)>) {
        if !self.args.create {
            self.missing.insert((source.app.clone(), locale.to_owned()));
            return;
        }
        let mut columns = vec![(parent.0.to_owned(), Value::Text(parent.1.into())), ("locale".to_owned(), Value::Text(locale.into()))];
        columns.extend(values);
        self.proposal.create(view, columns, format!("{} {} {locale}", source.app, source.platform));
    }

    /// What the source has, of the app info or of the version.
    fn values(&self, source: &Listing, is_of_info: bool) -> Vec<(String, Value)> {
        let fields = self.fields.iter().zip(&source.values);
        let wanted = fields.filter(|(field, value)| field.is_of_info() == is_of_info && source.is_editable(field) && !is_nothing(value));
        wanted.map(|(field, value)| (field.name().to_owned(), value.clone())).collect()
    }
}

fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Null) || value.as_text() == Some("")
}
