//! `fleet replace`.

use std::collections::BTreeSet;

use regex::{NoExpand, Regex, RegexBuilder};
use store::{Table, Value};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::listing::{self, Listing, ListingField};
use crate::proposal::{Proposal, SkipArgs};
use crate::selection::AppArgs;
use crate::texts::platforms;

/// Stage a text replaced by another, in the texts of many listings
///
/// Only listings that can be edited are looked at. By default in all texts that are no addresses: name, subtitle,
/// keywords, promotional text, what is new, description. With `--regex` OLD is a regular expression and `$1` in NEW is
/// what its first group found. A result that is too long for Apple is named, and stages nothing.
///
/// Example: `fleet replace 'ACME Notes' 'Acme Paper' --in name,description --client acme --dry-run`
#[derive(Debug, clap::Args)]
pub(crate) struct ReplaceArgs {
    /// What is looked for
    old: String,
    /// What takes its place
    new: String,
    /// In these fields only, separated by commas
    #[arg(long = "in", value_name = "FIELDS", value_delimiter = ',')]
    fields: Vec<String>,
    /// OLD is a regular expression; $1 or ${name} in NEW is what a group found
    #[arg(long)]
    regex: bool,
    /// Capitals and small letters are the same
    #[arg(long)]
    ignore_case: bool,
    #[command(flatten)]
    apps: AppArgs,
    /// Only these locales, separated by commas
    #[arg(long, value_name = "LOCALES", value_delimiter = ',')]
    locale: Vec<String>,
    /// Only versions of this platform
    #[arg(long, value_name = "PLATFORM", value_parser = platforms(), ignore_case = true)]
    platform: Option<String>,
    /// Show every text before and after, and stage nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    skip: SkipArgs,
}

/// A text that becomes another.
struct Replacement<'a> {
    listing: &'a Listing,
    field: &'a ListingField,
    before: &'a str,
    after: String,
}

pub(crate) fn replace(context: &Context, args: &ReplaceArgs) -> Result<u8> {
    let pattern = pattern(args)?;
    let mut fields = listing::fields(&args.fields)?;
    fields.retain(|field| !args.fields.is_empty() || field.is_text());
    let reader = context.workspace()?.reader()?;
    let locales = listing::locales(&reader, &args.locale)?;
    let listings = listing::read(&reader, &args.apps, &locales, args.platform.as_deref(), &fields)?;
    let replacements = replacements(args, &pattern, &fields, &listings);
    if args.dry_run {
        return show(context, &replacements);
    }
    let mut proposal = Proposal::default();
    for replacement in replacements {
        let Replacement { listing, field, after, .. } = &replacement;
        let place = listing.place(field);
        match replacement.excess() {
            Some(excess) => proposal.problem(&place, excess),
            None => proposal.set("listings", listing.pk, field.name(), value(after), place),
        }
    }
    proposal.stage(context, args.skip)
}

fn pattern(args: &ReplaceArgs) -> Result<Regex> {
    if args.old.is_empty() {
        return Err(FleetError::input("there is nothing to look for"));
    }
    let pattern = if args.regex { args.old.clone() } else { regex::escape(&args.old) };
    RegexBuilder::new(&pattern).case_insensitive(args.ignore_case).build().map_err(|error| {
        FleetError::input(format!("`{}` is no regular expression: {error}", args.old)).hint("without --regex it is taken as it is")
    })
}

fn replacements<'a>(args: &ReplaceArgs, pattern: &Regex, fields: &'a [ListingField], listings: &'a [Listing]) -> Vec<Replacement<'a>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for listing in listings {
        for (field, value) in fields.iter().zip(&listing.values) {
            let Some(before) = value.as_text() else { continue };
            if !listing.is_editable(field) || !seen.insert(listing.key(field)) {
                continue;
            }
            let after =
                if args.regex { pattern.replace_all(before, args.new.as_str()) } else { pattern.replace_all(before, NoExpand(&args.new)) };
            if after != before {
                found.push(Replacement { listing, field, before, after: after.into_owned() });
            }
        }
    }
    found
}

impl Replacement<'_> {
    /// Says how much too long it has become.
    fn excess(&self) -> Option<String> {
        let length = self.after.chars().count();
        let max = usize::try_from(self.field.field.max?).ok()?;
        (length > max).then(|| format!("{length} characters, Apple takes {max}"))
    }
}

/// What is left of a text; nothing is NULL, which Apple clears.
fn value(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) }
}

fn show(context: &Context, replacements: &[Replacement<'_>]) -> Result<u8> {
    let row = |replacement: &Replacement<'_>| {
        let Replacement { listing, field, before, after } = replacement;
        let (before, after) = if context.ui.is_for_people() { excerpts(before, after) } else { ((*before).to_owned(), after.clone()) };
        let plain = [&listing.app, &listing.platform, &listing.locale].map(|text| Value::Text(text.clone()));
        let rest = [Value::Text(field.name().into()), Value::Text(before), Value::Text(after), Value::from(replacement.excess())];
        plain.into_iter().chain(rest).collect()
    };
    let columns = ["app", "platform", "locale", "field", "before", "after", "problem"].map(ToOwned::to_owned).into();
    context.ui.print_table(&Table { columns, rows: replacements.iter().map(row).collect() })?;
    Ok(exit_code::DONE)
}

/// The neighbourhood of the first difference.
fn excerpts(before: &str, after: &str) -> (String, String) {
    const LEAD: usize = 12;
    const WIDTH: usize = 48;
    let common = before.chars().zip(after.chars()).take_while(|(left, right)| left == right).count();
    let skipped = if common > LEAD + 1 { common - LEAD } else { 0 };
    let excerpt = |text: &str| {
        let length = text.chars().count();
        let shown: String = text.chars().skip(skipped).take(WIDTH).collect();
        format!("{}{shown}{}", if skipped > 0 { "…" } else { "" }, if length > skipped + WIDTH { "…" } else { "" })
    };
    (excerpt(before), excerpt(after))
}

#[cfg(test)]
mod tests {
    use super::excerpts;

    #[test]
    fn an_excerpt_begins_shortly_before_the_difference() {
        assert_eq!(excerpts("short a", "short b"), ("short a".into(), "short b".into()));
        let long = "0123456789".repeat(10);
        let (before, after) = excerpts(&format!("{long}old{long}"), &format!("{long}new"));
        assert_eq!(after, "…890123456789new");
        assert_eq!(before, "…890123456789old012345678901234567890123456789012…");
    }
}
