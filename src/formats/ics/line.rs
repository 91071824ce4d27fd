//! Content lines (RFC 5545, 3.1): unfolding and folding, parameters, and what is escaped in texts.

/// `NAME;PARAM=value:value`.
pub(super) struct Line<'a> {
    /// As written, in whatever case.
    pub(super) name: &'a str,
    params: Vec<(&'a str, &'a str)>,
    /// What stands behind the colon.
    pub(super) value: &'a str,
}

impl<'a> Line<'a> {
    /// The parts of an unfolded line; `None` when it has no name or no colon.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (name, mut rest) = text.split_at(text.find([';', ':'])?);
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return None;
        }
        let mut params = Vec::new();
        while let Some(param) = rest.strip_prefix(';') {
            let (key, value) = param.split_at(param.find('=')?);
            let value = value.strip_prefix('=')?;
            let end = end_of_param(value)?;
            let (value, after) = value.split_at(end);
            params.push((key, value.trim_matches('"')));
            rest = after;
        }
        Some(Self { name, params, value: rest.strip_prefix(':')? })
    }

    /// Whether this is the property of that name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of a parameter, without quotes.
    pub(super) fn param(&self, name: &str) -> Option<&'a str> {
        self.params.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// Where the values of a parameter end: at the first `;` or `:` outside quotes.
fn end_of_param(value: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, c) in value.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ';' | ':' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// Hands each unfolded line to `each`, with the number in the file of its first part; stops at the first error.
/// Folding may part the octets of a character, so nothing is decoded before.
pub(super) fn unfold<E>(bytes: &[u8], mut each: impl FnMut(usize, &[u8]) -> Result<(), E>) -> Result<(), E> {
    let mut line = Vec::new();
    let mut first = 1;
    for (number, part) in (1..).zip(bytes.split(|b| *b == b'\n')) {
        let part = part.strip_suffix(b"\r").unwrap_or(part);
        if let [b' ' | b'\t', more @ ..] = part {
            line.extend_from_slice(more);
            continue;
        }
        if !line.is_empty() {
            each(first, &line)?;
        }
        line.clear();
        line.extend_from_slice(part);
        first = number;
    }
    if line.is_empty() { Ok(()) } else { each(first, &line) }
}

/// Folds a line at 75 octets, between characters, and ends it.
pub(super) fn fold(line: &str) -> String {
    const MOST_OCTETS: usize = 75;
    let mut folded = String::with_capacity(line.len() + line.len() / 24 + 2);
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > MOST_OCTETS {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(c);
        octets += c.len_utf8();
    }
    folded + "\r\n"
}

/// The text that a value of type TEXT stands for, without blanks around it.
pub(super) fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n' | 'N')) => text.push('\n'),
            ('\\', Some(c @ ('\\' | ';' | ','))) => text.push(c),
            (_, other) => text.extend([c].into_iter().chain(other)),
        }
    }
    text.trim().to_owned()
}

/// A text as a value of type TEXT; control characters other than line ends are dropped.
pub(super) fn escape(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => value.push_str("\\n"),
            '\\' | ';' | ',' => value.extend(['\\', c]),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// Whether a value of GEO is latitude and longitude in degrees.
pub(super) fn is_position(value: &str) -> bool {
    let within = |degrees: &str, most: f64| degrees.parse().is_ok_and(|d: f64| d.abs() <= most);
    value.split_once(';').is_some_and(|(lat, lon)| within(lat, 90.0) && within(lon, 180.0))
}

/// The text that a parameter stands for (RFC 6868), without blanks around it.
pub(super) fn param_text(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '^' { chars.next() } else { None }) {
            ('^', Some('n')) => text.push('\n'),
            ('^', Some('^')) => text.push('^'),
            ('^', Some('\'')) => text.push('"'),
            (_, other) => text.extend([c].into_iter().chain(other)),
        }
    }
    text.trim().to_owned()
}

/// A text as a quoted parameter (RFC 6868); control characters are dropped.
pub(super) fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", plain.replace('^', "^^").replace('"', "^'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_name_parameters_and_a_value() {
        let line = Line::parse("dtstart;TZID=\"a;b:c\";VALUE=DATE:2023:09").unwrap();
        assert!(line.is("DTSTART"));
        assert_eq!((line.param("tzid"), line.param("Value"), line.param("X")), (Some("a;b:c"), Some("DATE"), None));
        assert_eq!(line.value, "2023:09");
        for bad in ["", ":", ";:", "X", "X;A:1", "X;A=1", "X;A=\":1", "市:1", "A B:1"] {
            assert!(Line::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn folding_may_have_parted_a_character() {
        let mut seen = Vec::new();
        let folded = b"A:\xE5\xB8\r\n \x82\r\n\r\n\tx\nB:1";
        let done: Result<(), ()> = unfold(folded, |number, line| {
            seen.push((number, String::from_utf8(line.to_vec()).unwrap()));
            Ok(())
        });
        assert_eq!((done, seen), (Ok(()), vec![(1, "A:市".to_owned()), (3, "x".to_owned()), (5, "B:1".to_owned())]));
    }

    #[test]
    fn texts_are_escaped_and_back() {
        let text = "a\\n; b, \n\"c\"";
        assert_eq!((escape(text).as_str(), unescape(&escape(text)).as_str()), ("a\\\\n\\; b\\, \\n\"c\"", text));
        assert_eq!((unescape("a\\Nb\\x\\"), param_text("a^nb^x^")), ("a\nb\\x\\".to_owned(), "a\nb^x^".to_owned()));
    }
}
