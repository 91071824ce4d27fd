//! How long a tile keeps, by the response headers (RFC 9111).

/// Used when the server says nothing: the OSM tile usage policy asks for at least seven days.
const DEFAULT_S: i64 = 7 * 24 * 3600;
/// However long the server says, look again after this.
const LONGEST_S: i64 = 60 * 24 * 3600;

/// Seconds a response stays fresh, from its `Cache-Control` and `Age` headers.
#[must_use]
pub fn lifetime_s(cache_control: Option<&str>, age: Option<&str>) -> i64 {
    let Some(control) = cache_control else { return DEFAULT_S };
    let mut directives = control.split(',').map(|d| d.trim().to_ascii_lowercase());
    let mut max_age = DEFAULT_S;
    for directive in &mut directives {
        if directive == "no-cache" || directive == "no-store" {
            return 0;
        }
        if let Some(seconds) = directive.strip_prefix("max-age=").and_then(|s| s.trim_matches('"').parse().ok()) {
            max_age = seconds;
        }
    }
    let age = age.and_then(|a| a.trim().parse::<i64>().ok()).unwrap_or(0);
    max_age.saturating_sub(age).clamp(0, LONGEST_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_decide_and_silence_means_a_week() {
        assert_eq!(lifetime_s(None, None), DEFAULT_S);
        assert_eq!(lifetime_s(Some("public, max-age=3600"), Some("600")), 3000);
        assert_eq!(lifetime_s(Some("no-cache"), None), 0);
        assert_eq!(lifetime_s(Some("max-age=99999999999"), None), LONGEST_S);
        assert_eq!(lifetime_s(Some("max-age=x"), None), DEFAULT_S);
    }
}
