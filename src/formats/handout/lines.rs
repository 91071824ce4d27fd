//! Text into lines, by the Unicode line breaking algorithm: no line starts with ，。；） or ends with （.

use unicode_linebreak::linebreaks;

use super::face::Face;

/// More characters than any paragraph of a page can hold; the rest is not looked at.
const MOST_CHARS: usize = 4_000;

/// `text` on one line, without control and invisible characters, which a page can only show as noise.
pub(super) fn printable(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
    let words = words.collect::<Vec<_>>().join(" ");
    words.chars().filter(|&c| !invisible(c)).take(MOST_CHARS).collect::<String>().trim().to_owned()
}

/// Joiners, direction and variation marks, byte order marks.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// `text` in at most `most` lines of `width`; when there is more, the last one ends in “…”.
pub(super) fn wrap(face: &Face, text: &str, size: f32, width: f32, most: usize) -> Vec<String> {
    let text = printable(text);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut from = 0;
    for (to, _) in linebreaks(&text) {
        if lines.len() > most {
            break;
        }
        let piece = text.get(from..to).unwrap_or_default();
        from = to;
        if !line.is_empty() && face.width(&format!("{line}{}", piece.trim_end()), size) > width {
            lines.push(std::mem::take(&mut line));
        }
        for c in piece.chars() {
            // Only a piece wider than the whole line comes here with a full one: it is broken anywhere.
            if !line.is_empty() && c != ' ' && face.width(&line, size) + face.advance(c) * size > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line);
    let mut lines: Vec<String> = lines.iter().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            shorten(face, last, size, width);
        }
    }
    lines
}

/// Like [`wrap`], the lines about equally long, as a title wants.
pub(super) fn balance(face: &Face, text: &str, size: f32, width: f32, most: usize) -> Vec<String> {
    let mut best = wrap(face, text, size, width, most);
    for percent in (50..100_u8).step_by(5) {
        let narrower = wrap(face, text, size, width * f32::from(percent) / 100.0, most);
        if narrower.concat().len() == best.concat().len() && narrower.len() == best.len() {
            best = narrower;
            break;
        }
    }
    best
}

/// Puts “…” at the end of a line that has to stop there.
fn shorten(face: &Face, line: &mut String, size: f32, width: f32) {
    while !line.is_empty() && face.width(line, size) + face.advance('…') * size > width {
        line.pop();
    }
    line.push('…');
}
