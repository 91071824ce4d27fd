//! clap's findings in our words.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use rust_i18n::t;

use super::Outcome;

/// Help and version are no mistakes.
pub(super) fn mistake(error: &clap::Error) -> Outcome {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Outcome::Done(error.to_string());
    }
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.trim().to_owned(),
        Some(ContextValue::Strings(s)) => s.join(", "),
        _ => String::new(),
    };
    // A closed list is known to clap; what else is allowed is said by the reader that refused.
    let allowed = || match text(ContextKind::ValidValue) {
        none if none.is_empty() => std::error::Error::source(error).map_or(none, ToString::to_string),
        list => list,
    };
    let (arg, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::UnknownArgument => t!("cli.mistake.unknown_argument", arg = arg),
        ErrorKind::InvalidSubcommand => t!("cli.mistake.unknown_command", name = text(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            t!("cli.mistake.missing", arg = arg)
        }
        ErrorKind::InvalidValue if value.is_empty() => t!("cli.mistake.missing", arg = arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            t!("cli.render.refused", option = arg, value = value, allowed = allowed())
        }
        ErrorKind::ArgumentConflict => {
            t!("cli.mistake.conflict", arg = arg, other = text(ContextKind::PriorArg))
        }
        ErrorKind::InvalidUtf8 => t!("cli.mistake.not_utf8"),
        _ => t!("cli.mistake.other", reason = error.kind()),
    };
    Outcome::Bad(format!("{what}\n{}", t!("cli.see_help")))
}
