//! Text into lines, by the Unicode line breaking algorithm: no line starts with ，。；） or ends with （.

use unicode_linebreak::linebreaks;

use super::face::Face;

/// More characters than any paragraph shows; the rest is not looked at.
const MOST_CHARS: usize = 1_500;

/// `text` on one line, without control and invisible characters, which a page can only show as noise.
pub(super) fn printable(text: &str) -> String {
    let blank = |c: char| if c.is_whitespace() || c.is_control() { ' ' } else { c };
    let seen: String = text.chars().filter(|&c| !invisible(c)).map(blank).take(MOST_CHARS).collect();
    seen.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Joiners, direction and variation marks, byte order marks.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// `text`, which is [`printable`], in at most `most` lines of `width`; when there is more, the last one ends in “…”.
pub(super) fn wrap(face: &Face, text: &str, size: f32, width: f32, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let (mut from, mut run) = (0, 0.0);
    for (to, _) in linebreaks(text) {
        if lines.len() > most {
            break;
        }
        let piece = text.get(from..to).unwrap_or_default();
        if piece.ends_with('–') {
            // A span such as 9:00–12:00 stays whole.
            continue;
        }
        from = to;
        if !line.is_empty() && run + face.width(piece.trim_end(), size) > width {
            lines.push(std::mem::take(&mut line));
            run = 0.0;
        }
        for c in piece.chars() {
            let advance = face.advance(c) * size;
            // Only a piece wider than the whole line comes here with a full one: it is broken anywhere.
            if !line.is_empty() && c != ' ' && run + advance > width {
                lines.push(std::mem::take(&mut line));
                run = 0.0;
            }
            line.push(c);
            run += advance;
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
    let widest = wrap(face, text, size, width, most + 1);
    let narrower = (50..100_u8).step_by(5).map(|percent| width * f32::from(percent) / 100.0);
    let mut narrower = narrower.map(|width| wrap(face, text, size, width, most + 1));
    if widest.len() > most {
        return wrap(face, text, size, width, most);
    }
    narrower.find(|lines| lines.len() == widest.len()).unwrap_or(widest)
}

/// Puts “…” at the end of a line that has to stop there.
fn shorten(face: &Face, line: &mut String, size: f32, width: f32) {
    while !line.is_empty() && face.width(line, size) + face.advance('…') * size > width {
        line.pop();
    }
    line.push('…');
}
