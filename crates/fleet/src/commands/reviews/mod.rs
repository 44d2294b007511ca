//! `fleet reviews`: what customers wrote, and answers to many of them.

mod answer;
mod choice;
mod list;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;

/// Customer reviews: read them, answer many of them from templates
///
/// `fleet sync --only reviews` mirrors them, and then costs one request per app while there is nothing new. Answers are staged
/// as rows, as with `fleet set`; customers see them up to a day after they were pushed.
///
/// Example: `fleet reviews answer --rating 4..5 --unanswered --text 'Thank you, {reviewer_nickname}!'`
#[derive(Debug, Subcommand)]
pub(crate) enum ReviewsCommand {
    List(list::ListArgs),
    Answer(answer::AnswerArgs),
}

pub(crate) fn reviews(context: &Context, command: &ReviewsCommand) -> Result<u8> {
    match command {
        ReviewsCommand::List(args) => list::list(context, args),
        ReviewsCommand::Answer(args) => answer::answer(context, args),
    }
}
