//! What the system and the reader of JSON say, in the language in use.

use std::{error::Error, io};

use rust_i18n::t;
use serde_json::error::Category;

/// The reason that an error gives: of the commoner ones of the system and of JSON in words, of others what they say.
#[must_use]
pub fn in_words(error: &(dyn Error + 'static)) -> String {
    if let Some(json) = error.downcast_ref::<serde_json::Error>() {
        return match json.line() {
            0 => json_fault(json),
            line => t!("reason.json_at", line = line, column = json.column(), reason = json_fault(json)).into_owned(),
        };
    }
    error.downcast_ref::<io::Error>().and_then(of_system).unwrap_or_else(|| error.to_string())
}

/// What is wrong with a JSON text, without the place.
#[must_use]
pub fn json_fault(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Syntax => t!("reason.json_syntax").into_owned(),
        Category::Eof => t!("reason.json_ends").into_owned(),
        Category::Data | Category::Io => {
            let said = error.to_string();
            let place = format!(" at line {} column {}", error.line(), error.column());
            t!("reason.json_content", reason = said.strip_suffix(&place).unwrap_or(&said)).into_owned()
        }
    }
}

fn of_system(error: &io::Error) -> Option<String> {
    use io::ErrorKind as Kind;
    let text = match error.kind() {
        Kind::NotFound => t!("reason.not_found"),
        Kind::PermissionDenied => t!("reason.not_allowed"),
        Kind::IsADirectory => t!("reason.is_folder"),
        Kind::NotADirectory => t!("reason.no_folder"),
        Kind::StorageFull | Kind::QuotaExceeded => t!("reason.full"),
        Kind::ReadOnlyFilesystem => t!("reason.read_only"),
        // What the standard library says of a text; others say more.
        Kind::InvalidData if error.to_string() == "stream did not contain valid UTF-8" => t!("reason.not_utf8"),
        _ => return None,
    };
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Read as _};

    use super::*;

    /// Letters of the Latin alphabet: what nobody put into Chinese.
    fn foreign(text: &str) -> bool {
        text.replace("UTF-8", "").contains(|c: char| c.is_ascii_alphabetic())
    }

    #[test]
    fn what_the_system_refuses_is_told_in_words() {
        rust_i18n::set_locale("zh-CN");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        fs::write(&file, [0xff, 0xfe]).unwrap();
        let read = |path: &std::path::Path| fs::read_to_string(path).unwrap_err();
        let mut text = String::new();
        let streamed = fs::File::open(&file).unwrap().take(9).read_to_string(&mut text).unwrap_err();
        let errors =
            [read(folder.path()), read(&file), read(&file.join("b")), read(&folder.path().join("c")), streamed];
        let kinds = [io::ErrorKind::PermissionDenied, io::ErrorKind::StorageFull].map(io::Error::from);
        for error in errors.into_iter().chain(kinds) {
            assert!(!foreign(&in_words(&error)), "{}", in_words(&error));
        }
        assert_eq!(in_words(&io::Error::other("row too long")), "row too long");
    }

    #[test]
    fn a_mistake_in_json_is_told_with_line_and_column() {
        rust_i18n::set_locale("zh-CN");
        let said = |text: &str| in_words(&serde_json::from_str::<Vec<u8>>(text).unwrap_err());
        for (text, place) in [("[1,\n x]", "第 2 行第 2 列"), ("[1,", "第 1 行第 3 列")] {
            assert!(said(text).starts_with(place) && !foreign(&said(text)), "{}", said(text));
        }
        let content = said("[\"a\"]");
        assert!(content.contains("invalid type") && content.matches('1').count() == 1, "{content}");
    }
}
