//! Campaigns: what is left, and how it went down.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::app::App;
use crate::background::Campaign;
use crate::chart::{Chart, SIDE, place};
use crate::query::AppKey;
use crate::text::{clean, count, foreign};
use crate::time::day_number;

/// A section about the campaigns. Where only some apps of the fleet are shown, a campaign is told only as far as it is
/// about them: how it goes elsewhere is nobody's business there.
pub(crate) fn campaigns(campaigns: &[Campaign], apps: &HashMap<AppKey, &App>, is_whole: bool, root: &str) -> Markup {
    let shown: Vec<(&Campaign, Vec<(&App, i64)>)> = campaigns
        .iter()
        .map(|campaign| (campaign, campaign.left_by_app.iter().filter_map(|(key, left)| Some((*apps.get(key)?, *left))).collect()))
        .filter(|(_, here): &(_, Vec<_>)| is_whole || !here.is_empty())
        .collect();
    html! {
        @if !shown.is_empty() {
            section aria-labelledby="campaigns" {
                h2 #campaigns { "Campaigns" }
                @for (campaign, here) in &shown { (one(campaign, here, is_whole, root)) }
            }
        }
    }
}

fn one(campaign: &Campaign, here: &[(&App, i64)], is_whole: bool, root: &str) -> Markup {
    let left = if is_whole { campaign.left } else { here.iter().map(|(_, left)| left).sum() };
    html! {
        section.campaign {
            h3 {
                span dir="auto" { (clean(&campaign.title)) } " "
                small {
                    @if left == 0 { "done" } @else { (left) " left" }
                    @if let Some(due) = &campaign.due { ", due " (clean(due)) }
                    @if is_whole && !campaign.outlook.is_empty() { ", " (clean(&campaign.outlook)) }
                }
            }
            @if is_whole && campaign.progress.len() > 1 { (chart(campaign)) }
            @if !here.is_empty() {
                details {
                    summary { "In " (count(here.len(), "app", "apps")) }
                    ul.places {
                        @for (app, left) in here {
                            li { a href=(format!("{root}{}", app.page)) { (foreign(&app.name, app.primary_locale.as_deref())) } " " small { (left) } }
                        }
                    }
                }
            }
        }
    }
}

/// The way down to nothing, and the day on which it is to get there.
fn chart(campaign: &Campaign) -> Markup {
    let points: Vec<(i64, i64)> = campaign.progress.iter().filter_map(|(day, left)| Some((day_number(day)?, *left))).collect();
    let (Some((first, start)), Some((last, left))) = (points.first().copied(), points.last().copied()) else { return html! {} };
    let due = campaign.due.as_deref().and_then(day_number);
    let end = due.unwrap_or(last).max(last);
    let most = points.iter().map(|(_, left)| *left).max().unwrap_or_default().max(1);
    let at = |(day, left): (i64, i64)| (place(day, first, end), SIDE - place(left, 0, most));
    // A day on which nobody looked is as the day before.
    let line = points.iter().fold(String::new(), |line, point| {
        let (x, y) = at(*point);
        if line.is_empty() { format!("M{x} {y}") } else { format!("{line}H{x}V{y}") }
    });
    let (x, _) = at((last, left));
    let days = |index: usize| campaign.progress.get(index).map(|(day, _)| day.clone()).unwrap_or_default();
    let until = campaign.due.clone().filter(|_| due == Some(end)).unwrap_or_else(|| days(campaign.progress.len() - 1));
    let description = format!(
        "{start} left on {}, {left} on {}{}",
        days(0),
        days(campaign.progress.len() - 1),
        campaign.due.as_ref().map(|due| format!(", due {due}")).unwrap_or_default()
    );
    let marks = html! {
        path.area d=(format!("{line}H{x}V{SIDE}H{}Z", at(points[0]).0)) {}
        @if let Some(due) = due {
            @let (to, _) = at((due, 0));
            // What an even pace would be.
            path.pace d=(format!("M{} {}L{to} {SIDE}", at(points[0]).0, at(points[0]).1)) {}
        }
        path.line d=(line) {}
    };
    let chart = Chart {
        description: &description,
        vertical: [most.to_string(), (most / 2).to_string(), "0".into()],
        horizontal: [days(0), until],
        marks,
    };
    html! {
        figure {
            figcaption { "What was left day by day" @if due.is_some() { "; the dashed line is an even pace to the day it is due" } }
            (chart.draw())
        }
    }
}
