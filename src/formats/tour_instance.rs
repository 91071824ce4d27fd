//! Instances of the travelling salesman with time windows, as JSON: the format of the bench.

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
    /// What it is called, or empty.
    pub name: String,
    /// The node where the round begins and ends.
    pub depot: usize,
    /// Seconds from each node to each; `None` where there is no way.
    pub duration_s: Vec<Vec<Option<f64>>>,
    /// When one may be at each node, unless nobody asks.
    pub times: Option<InstanceTimes>,
}

/// When one may be at the nodes of an instance.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceTimes {
    /// Seconds spent at each node.
    pub service_s: Vec<f64>,
    /// From when to when the stay at each node may begin, in seconds from setting out.
    pub time_windows_s: Vec<[f64; 2]>,
}

/// Reads an instance. `duration_s` and `depot` are needed, and for its `windows` `service_s` and `time_windows_s`; the
/// other fields of the format, `name`, `n_stops`, `coordinates` and `distance_m`, must be right where they stand.
///
/// # Errors
/// [`Error::Instance`] says what cannot be used, and where: the field, row and column, the first being 0 as in `depot`.
pub fn read_tour_instance(text: &str, windows: bool) -> Result<TourInstance, Error> {
    if text.len() > MOST_BYTES {
        return Err(refuse("", t!("itinerary.instance_too_large", limit = MOST_BYTES / 1_000_000)));
    }
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|e| refuse("", t!("itinerary.instance_no_json", reason = in_words(&e))))?;
    let Value::Object(fields) = &value else { return Err(refuse("", t!("itinerary.instance_no_object"))) };
    let rows = list(fields, "duration_s", None)?;
    let nodes = rows.len();
    if nodes == 0 || nodes > MOST_NODES {
        return Err(refuse("duration_s", t!("itinerary.instance_nodes", found = nodes, most = MOST_NODES)));
    }
    let depot = usize::try_from(whole(fields, "depot")?).unwrap_or(usize::MAX);
    if depot >= nodes {
        return Err(refuse("depot", t!("itinerary.instance_depot", found = depot, last = nodes - 1)));
    }
    let service = || each(fields, "service_s", nodes, amount);
    let opens = || each(fields, "time_windows_s", nodes, window);
    let times = if windows {
        Some(InstanceTimes { service_s: service()?, time_windows_s: opens()? })
    } else {
        if_there(fields, "service_s", service)?;
        if_there(fields, "time_windows_s", opens)?;
        None
    };
    unused(fields, nodes)?;
    let name = fields.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(TourInstance { name, depot, duration_s: matrix(fields, "duration_s", nodes)?, times })
}

/// Checks what belongs to the format and is of no use here.
fn unused(fields: &Map<String, Value>, nodes: usize) -> Result<(), Error> {
    if fields.get("name").is_some_and(|name| !name.is_string()) {
        return Err(refuse("name", t!("itinerary.instance_text")));
    }
    if let Some(stops) = if_there(fields, "n_stops", || whole(fields, "n_stops"))?.filter(|n| *n != nodes as u64 - 1) {
        return Err(refuse("n_stops", t!("itinerary.instance_stops", found = stops, expected = nodes - 1)));
    }
    if_there(fields, "coordinates", || each(fields, "coordinates", nodes, position))?;
    if_there(fields, "distance_m", || matrix(fields, "distance_m", nodes))?;
    Ok(())
}

/// What is read of a field, if it is there.
fn if_there<T>(
    fields: &Map<String, Value>,
    name: &str,
    read: impl FnOnce() -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    fields.contains_key(name).then(read).transpose()
}

fn whole(fields: &Map<String, Value>, name: &str) -> Result<u64, Error> {
    field(fields, name)?.as_u64().ok_or_else(|| refuse(name, t!("itinerary.instance_whole")))
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

/// Longitude and latitude.
fn position(value: &Value, at: &str) -> Result<(), Error> {
    let [x, y] = pair(value, at)?;
    let on_globe = x.abs() <= 180.0 && y.abs() <= 90.0;
    if on_globe { Ok(()) } else { Err(refuse(at, t!("formats.out_of_range"))) }
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
        let said = [true, false].map(|w| read_tour_instance(&instance.to_string(), w).unwrap_err().to_string());
        assert_eq!(said[0], said[1], "what stands there is checked whether it is used or not");
        said[0].clone()
    }

    #[test]
    fn an_instance_is_read_as_it_stands_even_behind_a_byte_order_mark() {
        let read = read_tour_instance(&format!("\u{feff}{}", made_up()), true).unwrap();
        assert_eq!((read.name.as_str(), read.depot), ("虚构-2", 0));
        assert_eq!(read.duration_s[1], [Some(11.0), Some(0.0), None]);
        let times = read.times.unwrap();
        assert_eq!((times.service_s[2], times.time_windows_s), (90.0, vec![[0.0, 1000.0], [5.0, 5.0], [0.0, 900.5]]));
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
    fn only_what_is_used_is_needed() {
        let fields: Vec<String> = made_up().as_object().unwrap().keys().cloned().collect();
        for name in fields {
            let mut instance = made_up();
            instance.as_object_mut().unwrap().remove(&name);
            let [windows, free] = [true, false].map(|w| read_tour_instance(&instance.to_string(), w));
            let always = ["depot", "duration_s"].contains(&&*name);
            let for_windows = always || ["service_s", "time_windows_s"].contains(&&*name);
            assert_eq!((free.is_err(), windows.is_err()), (always, for_windows), "{name}");
            assert!(windows.map_or_else(|e| e.to_string().contains(&name), |_| true), "{name}");
        }
    }

    #[test]
    fn what_is_too_large_or_no_json_is_said() {
        let said = says("/duration_s", Value::Array(vec![json!([]); 1_001]));
        assert!(said.contains("1001") && said.contains("1000"), "{said}");
        for bad in ["", "[]", "3", "{", "{\"name\": NaN}", "null", "{\"depot\": 1e999}", "\u{0}"] {
            assert!(matches!(read_tour_instance(bad, false), Err(Error::Instance { .. })), "{bad}");
        }
        assert!(read_tour_instance(&"[".repeat(100_000), false).is_err());
    }
}
