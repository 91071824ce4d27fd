//! Instances of the travelling salesman with time windows, as JSON: the format of the bench.

use geo::Coord;
use rust_i18n::t;
use serde_json::{Map, Value};

use super::Error;
use crate::model::in_words;

/// Most nodes of an instance.
const MOST_NODES: usize = 1_000;
/// Most bytes of a file: far more than that many nodes take.
const MOST_BYTES: usize = 100_000_000;

/// Nodes to be visited in one round by one traveller. All tables have one row, and matrices one column, for each node.
#[derive(Clone, Debug, PartialEq)]
pub struct TourInstance {
    /// What it is called.
    pub name: String,
    /// The node where the round begins and ends.
    pub depot: usize,
    /// WGS 84.
    pub coordinates: Vec<Coord<f64>>,
    /// Seconds from each node to each; `None` where there is no way.
    pub duration_s: Vec<Vec<Option<f64>>>,
    /// Metres from each node to each; `None` where there is no way.
    pub distance_m: Vec<Vec<Option<f64>>>,
    /// Seconds spent at each node.
    pub service_s: Vec<f64>,
    /// From when to when the stay at each node may begin, in seconds from setting out.
    pub time_windows_s: Vec<[f64; 2]>,
}

/// Reads an instance.
///
/// # Errors
/// [`Error::Instance`] says what cannot be used, and where: the field, row and column, the first being 0 as in `depot`.
pub fn read_tour_instance(text: &str) -> Result<TourInstance, Error> {
    if text.len() > MOST_BYTES {
        return Err(refuse("", t!("itinerary.instance_too_large", limit = MOST_BYTES / 1_000_000)));
    }
    let value: Value =
        serde_json::from_str(text).map_err(|e| refuse("", t!("itinerary.instance_no_json", reason = in_words(&e))))?;
    let Value::Object(fields) = &value else { return Err(refuse("", t!("itinerary.instance_no_object"))) };
    let rows = list(fields, "duration_s", None)?;
    let nodes = rows.len();
    if nodes == 0 || nodes > MOST_NODES {
        return Err(refuse("duration_s", t!("itinerary.instance_nodes", found = nodes, most = MOST_NODES)));
    }
    let whole = |name: &str| field(fields, name)?.as_u64().ok_or_else(|| refuse(name, t!("itinerary.instance_whole")));
    let stops = whole("n_stops")?;
    if stops != nodes as u64 - 1 {
        return Err(refuse("n_stops", t!("itinerary.instance_stops", found = stops, expected = nodes - 1)));
    }
    let depot = usize::try_from(whole("depot")?).unwrap_or(usize::MAX);
    if depot >= nodes {
        return Err(refuse("depot", t!("itinerary.instance_depot", found = depot, last = nodes - 1)));
    }
    Ok(TourInstance {
        name: field(fields, "name")?.as_str().ok_or_else(|| refuse("name", t!("itinerary.instance_text")))?.to_owned(),
        depot,
        coordinates: each(fields, "coordinates", nodes, position)?,
        duration_s: matrix(fields, "duration_s", nodes)?,
        distance_m: matrix(fields, "distance_m", nodes)?,
        service_s: each(fields, "service_s", nodes, amount)?,
        time_windows_s: each(fields, "time_windows_s", nodes, window)?,
    })
}

fn refuse(at: &str, reason: impl Into<String>) -> Error {
    let blank = if at.is_empty() { "" } else { " " };
    Error::Instance { at: format!("{blank}{at}"), reason: reason.into() }
}

fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a Value, Error> {
    fields.get(name).ok_or_else(|| refuse(name, t!("itinerary.instance_missing")))
}

/// A field that is a list, of this length if one is known.
fn list<'a>(fields: &'a Map<String, Value>, name: &str, length: Option<usize>) -> Result<&'a [Value], Error> {
    items(field(fields, name)?, name, length)
}

fn items<'a>(value: &'a Value, at: &str, length: Option<usize>) -> Result<&'a [Value], Error> {
    let items = value.as_array().ok_or_else(|| refuse(at, t!("itinerary.instance_list")))?;
    match length.filter(|l| *l != items.len()) {
        Some(expected) => Err(refuse(at, t!("itinerary.instance_length", found = items.len(), expected = expected))),
        None => Ok(items),
    }
}

/// A list with one item for each node; `read` is told where the item stands.
fn each<T>(
    fields: &Map<String, Value>,
    name: &str,
    nodes: usize,
    read: impl Fn(&Value, &str) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let items = list(fields, name, Some(nodes))?;
    items.iter().enumerate().map(|(row, item)| read(item, &format!("{name}[{row}]"))).collect()
}

fn matrix(fields: &Map<String, Value>, name: &str, nodes: usize) -> Result<Vec<Vec<Option<f64>>>, Error> {
    each(fields, name, nodes, |row, at| {
        let cell = |(column, cell): (usize, &Value)| match cell {
            Value::Null => Ok(None),
            cell => amount(cell, &format!("{at}[{column}]")).map(Some),
        };
        items(row, at, Some(nodes))?.iter().enumerate().map(cell).collect()
    })
}

/// A number that is not negative.
fn amount(value: &Value, at: &str) -> Result<f64, Error> {
    let number = number(value, at)?;
    if number < 0.0 { Err(refuse(at, t!("itinerary.instance_negative", found = number))) } else { Ok(number) }
}

fn number(value: &Value, at: &str) -> Result<f64, Error> {
    value.as_f64().filter(|n| n.is_finite()).ok_or_else(|| refuse(at, t!("itinerary.instance_number")))
}

fn pair(value: &Value, at: &str) -> Result<[f64; 2], Error> {
    let [a, b] = items(value, at, Some(2))? else { return Err(refuse(at, t!("itinerary.instance_list"))) };
    Ok([number(a, &format!("{at}[0]"))?, number(b, &format!("{at}[1]"))?])
}

fn position(value: &Value, at: &str) -> Result<Coord<f64>, Error> {
    let [x, y] = pair(value, at)?;
    if x.abs() > 180.0 || y.abs() > 90.0 {
        return Err(refuse(at, t!("formats.out_of_range")));
    }
    Ok(Coord { x, y })
}

fn window(value: &Value, at: &str) -> Result<[f64; 2], Error> {
    let [from, to] = pair(value, at)?;
    if from < 0.0 || to < from {
        return Err(refuse(at, t!("itinerary.instance_window", from = from, to = to)));
    }
    Ok([from, to])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A made-up instance of three nodes.
    fn made_up() -> Value {
        json!({
            "name": "虚构-2", "n_stops": 2, "depot": 0, "coordinates": [[120.3, 36.0], [120.4, 36.1], [120.5, 36.1]],
            "duration_s": [[0, 10, 20], [11, 0, null], [21, 30.5, 0]],
            "distance_m": [[0, 100, 200], [110, 0, null], [210, 305, 0]],
            "service_s": [0, 60, 90], "time_windows_s": [[0, 1000], [5, 5], [0, 900.5]], "horizon_s": 1000
        })
    }

    fn says(path: &str, value: Value) -> String {
        let mut instance = made_up();
        *instance.pointer_mut(path).unwrap() = value;
        read_tour_instance(&instance.to_string()).unwrap_err().to_string()
    }

    #[test]
    fn an_instance_is_read_as_it_stands() {
        let read = read_tour_instance(&made_up().to_string()).unwrap();
        assert_eq!((read.name.as_str(), read.depot, read.coordinates[2]), ("虚构-2", 0, Coord { x: 120.5, y: 36.1 }));
        assert_eq!(read.duration_s[1], [Some(11.0), Some(0.0), None]);
        assert_eq!((read.distance_m[2][1], read.service_s[2]), (Some(305.0), 90.0));
        assert_eq!(read.time_windows_s, [[0.0, 1000.0], [5.0, 5.0], [0.0, 900.5]]);
    }

    #[test]
    fn what_cannot_be_used_is_named_with_its_place() {
        for (path, value, place) in [
            ("/duration_s/1", json!([1, 2]), "duration_s[1]"),
            ("/duration_s/2/1", json!(-3), "duration_s[2][1]"),
            ("/duration_s/2/1", json!("NaN"), "duration_s[2][1]"),
            ("/duration_s", json!([]), "duration_s"),
            ("/duration_s", json!(5), "duration_s"),
            ("/distance_m", json!([[0]]), "distance_m"),
            ("/distance_m/0/2", json!([1]), "distance_m[0][2]"),
            ("/depot", json!(3), "depot"),
            ("/depot", json!(-1), "depot"),
            ("/depot", json!(0.5), "depot"),
            ("/n_stops", json!(3), "n_stops"),
            ("/name", json!(3), "name"),
            ("/coordinates/1", json!([120]), "coordinates[1]"),
            ("/coordinates/1", json!([36, 120]), "coordinates[1]"),
            ("/coordinates/1/0", json!(null), "coordinates[1][0]"),
            ("/service_s", json!([0, 1]), "service_s"),
            ("/service_s/1", json!(-1), "service_s[1]"),
            ("/time_windows_s/2", json!([9, 8]), "time_windows_s[2]"),
            ("/time_windows_s/2", json!([-9, 8]), "time_windows_s[2]"),
            ("/time_windows_s/2/1", json!({}), "time_windows_s[2][1]"),
        ] {
            let said = says(path, value);
            assert!(said.contains(place), "{path}: {said}");
        }
    }

    #[test]
    fn what_is_missing_too_large_or_no_json_is_said() {
        for name in
            ["name", "n_stops", "depot", "coordinates", "duration_s", "distance_m", "service_s", "time_windows_s"]
        {
            let mut instance = made_up();
            instance.as_object_mut().unwrap().remove(name);
            let said = read_tour_instance(&instance.to_string()).unwrap_err().to_string();
            assert!(said.contains(name), "{said}");
        }
        let said = says("/duration_s", Value::Array(vec![json!([]); 1_001]));
        assert!(said.contains("1001") && said.contains("1000"), "{said}");
        for bad in ["", "[]", "3", "{", "{\"name\": NaN}", "null", "{\"depot\": 1e999}", "\u{0}"] {
            assert!(matches!(read_tour_instance(bad), Err(Error::Instance { .. })), "{bad}");
        }
        assert!(read_tour_instance(&"[".repeat(100_000)).is_err());
    }
}
