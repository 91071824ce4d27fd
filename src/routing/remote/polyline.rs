//! Google's encoded polyline with six decimals, as OSRM and Valhalla send it.

use geo::Coord;

/// The points of an encoded line, WGS 84 degrees; `None` if it is cut short, overflows or leaves the globe.
pub(super) fn decode(text: &str) -> Option<Vec<Coord<f64>>> {
    let mut bytes = text.bytes();
    let mut points = Vec::with_capacity(text.len() / 4);
    let (mut lat, mut lon) = (0_i32, 0_i32);
    while bytes.len() > 0 {
        lat = lat.checked_add(difference(&mut bytes)?)?;
        lon = lon.checked_add(difference(&mut bytes)?)?;
        let point = Coord { x: f64::from(lon) / 1e6, y: f64::from(lat) / 1e6 };
        if point.x.abs() > 180.0 || point.y.abs() > 90.0 {
            return None;
        }
        points.push(point);
    }
    Some(points)
}

/// One signed number: groups of five bits, the lowest first, each but the last marked by a sixth bit, plus 63.
fn difference(bytes: &mut impl Iterator<Item = u8>) -> Option<i32> {
    let mut number = 0_u64;
    for shift in (0..35).step_by(5) {
        let group = bytes.next()?.checked_sub(63).filter(|g| *g < 64)?;
        number |= u64::from(group & 31) << shift;
        if group < 32 {
            let half = i32::try_from(number >> 1).ok()?;
            return Some(if number & 1 == 1 { !half } else { half });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;

    #[test]
    fn the_example_of_its_documentation_is_read() {
        // There with five decimals: 38.5,-120.2  40.7,-120.95  43.252,-126.453.
        let points = decode("_p~iF~ps|U_ulLnnqC_mqNvxq`@").unwrap();
        assert_eq!(points[0], coord! { x: -12.02, y: 3.85 });
        assert_eq!(points[2], coord! { x: -12.6453, y: 4.3252 });
        assert_eq!(decode(""), Some(Vec::new()));
    }

    #[test]
    fn a_line_cut_short_one_that_overflows_and_one_off_the_globe_are_none() {
        assert_eq!(decode("_p~iF~ps|U_ulL"), None, "half a point");
        assert_eq!(decode("_p~iF~ps|"), None, "half a number");
        assert_eq!(decode("~~~~~~~~~~~~~~~~"), None, "a number without end");
        assert_eq!(decode("_ibE\u{1}?"), None, "a letter that is none of its alphabet");
        assert_eq!(decode("_cidaV?"), None, "farther north than the pole");
        assert_eq!(decode("台东"), None);
    }
}
