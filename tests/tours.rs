//! Tours and errands on the command line, on the shipped data; made-up instances are marked as such.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use super::cli::{command, fails, ok, text};

const MUSEUMS: [&str; 3] = ["青岛啤酒博物馆", "中共青岛党史纪念馆", "青岛海关博物馆"];
const MONDAY: [&str; 2] = ["--depart", "2026-11-23T09:00"];

fn tour(folder: &Path, args: &[&str]) -> String {
    ok(folder, &[&["tour"], args].concat())
}

fn tour_json(folder: &Path, args: &[&str]) -> Value {
    serde_json::from_str(&tour(folder, &[args, &["--json"]].concat())).unwrap()
}

fn keys(of: &Value) -> Vec<&str> {
    of.as_array().unwrap().iter().map(|t| t["key"].as_str().unwrap()).collect()
}

#[test]
fn three_museums_get_times_and_unknown_hours_are_said_to_be_unknown() {
    let dir = tempfile::tempdir().unwrap();
    let told = tour(dir.path(), &[&MUSEUMS[..], &MONDAY].concat());
    assert!(told.contains("2026-11-23 周一 09:00 出发"), "{told}");
    for words in ["1. ", "2. ", "3. ", "09:00–10:00", "周一 09:00–17:00", "直线估算", "有 2 处开放时间未知"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(told.matches("   开放时间未知").count(), 2, "{told}");
    let json = tour_json(dir.path(), &[&MUSEUMS[..], &MONDAY].concat());
    let visits = json["visits"].as_array().unwrap();
    assert_eq!((visits.len(), json["left_out"].as_array().unwrap().len()), (3, 0));
    for visit in visits {
        let stop = &json["stops"][usize::try_from(visit["stop"].as_u64().unwrap()).unwrap()];
        let known = !stop["hours"].is_null();
        assert_eq!(visit["state"], if known { "open" } else { "unknown" }, "{visit}");
    }
    let mut at = json["depart"].as_str().unwrap().to_owned();
    for visit in visits {
        let times: Vec<&str> = ["arrive", "begin", "leave"].iter().map(|k| visit[*k].as_str().unwrap()).collect();
        assert!(at.as_str() <= times[0] && times.is_sorted(), "{visit}");
        times[2].clone_into(&mut at);
    }
    assert_eq!(json["end"].as_str().unwrap(), at, "it ends at the last stop");
    let spent = ["travel_s", "wait_s", "stay_s"].map(|k| json[k].as_i64().unwrap());
    assert_eq!((spent[0] > 0, spent[1], spent[2]), (true, 0, 3 * 3600));
}

#[test]
fn places_closed_on_mondays_that_nobody_has_located_say_both_and_another_day_is_proposed() {
    let dir = tempfile::tempdir().unwrap();
    let five = [&MUSEUMS[..], &["青岛市图书馆", "青岛道路交通博物馆"], &MONDAY].concat();
    let told = tour(dir.path(), &five);
    for words in [
        "青岛市图书馆（延吉路主馆）：位置待核实；周一闭馆，下次开放 11月24日（周二） 08:30",
        "青岛道路交通博物馆（馆陶路汽车站旧址）：位置待核实；周一闭馆",
        "改在 11月24日（周二）出发：5 处都能去，其中 2 处位置待核实",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let json = tour_json(dir.path(), &five);
    let left = json["left_out"].as_array().unwrap();
    assert_eq!(left.iter().map(|l| l["stop"].as_u64().unwrap()).collect::<Vec<_>>(), [3, 4]);
    for stop in left {
        assert_eq!(keys(&stop["troubles"]), ["unlocated", "closed_that_day"]);
        assert_eq!(stop["troubles"][1]["date"], "2026-11-24");
    }
    let other_day = json["fixes"].as_array().unwrap().iter().find(|f| f["key"] == "other_day").unwrap();
    assert_eq!((&other_day["date"], &other_day["all_fit"]), (&json!("2026-11-24"), &json!(true)));
    let tuesday = tour_json(dir.path(), &[&five[..5], &["--depart", "2026-11-24T09:00"]].concat());
    assert!(tuesday["left_out"].as_array().unwrap().iter().all(|l| keys(&l["troubles"]) == ["unlocated"]));
    let english = tour(dir.path(), &[&five[..], &["--lang", "en"]].concat());
    assert!(english.contains("closed on Mon, opens next Tue 11-24 08:30"), "{english}");
}

#[test]
fn no_stop_and_too_many_are_refused_one_stop_is_a_tour_and_the_same_twice_is_one() {
    let dir = tempfile::tempdir().unwrap();
    assert!(fails(dir.path(), 2, &["tour"]).contains("没有停靠点"));
    let many: Vec<String> = (0..201).map(|i| format!("120.3{i:03},36.08")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(fails(dir.path(), 2, &[&["tour"], &many[..]].concat()).contains("至多 200 个停靠点，给了 201 个"));
    let one = tour(dir.path(), &["mus-001", "--depart", "2026-11-23T08:30"]);
    assert!(one.contains("08:30 到，等 30 分钟，09:00–10:00"), "{one}");
    let twice = ["mus-001", "青岛啤酒博物馆", "120.36,36.08", "120.36,36.08"];
    let json = tour_json(dir.path(), &[&twice[..], &MONDAY].concat());
    assert_eq!((json["stops"].as_array().unwrap().len(), json["notes"].as_array().unwrap().len()), (2, 2));
    assert!(json["notes"][0].as_str().unwrap().contains("只算一次"));
    assert!(fails(dir.path(), 1, &["tour", "没有这个地方"]).contains("没有这个地方"));
    fails(dir.path(), 2, &["tour", "36.08,120.35"]);
}

#[test]
fn a_departure_in_the_past_is_taken_and_said() {
    let dir = tempfile::tempdir().unwrap();
    let past = tour(dir.path(), &["mus-001", "--depart", "2020-01-06T09:00"]);
    assert!(past.starts_with("2020年1月6日（周一） 09:00 已经过去"), "{past}");
    assert!(past.contains("09:00–10:00"), "{past}");
}

#[test]
fn an_order_that_is_given_is_kept_and_one_that_is_not_is_never_worse() {
    let dir = tempfile::tempdir().unwrap();
    let fixed = tour_json(dir.path(), &[&MUSEUMS[..], &MONDAY, &["--fixed-order"]].concat());
    assert_eq!((&fixed["order"], &fixed["before"]), (&json!([0, 1, 2]), &Value::Null));
    let free = tour_json(dir.path(), &[&MUSEUMS[..], &MONDAY].concat());
    assert_eq!(free["before"]["order"], json!([0, 1, 2]));
    assert_eq!(free["before"]["end"], fixed["end"]);
    assert!(free["end"].as_str() <= fixed["end"].as_str() && free["length_m"].as_f64() <= fixed["length_m"].as_f64());
    let told = tour(dir.path(), &[&MUSEUMS[..], &MONDAY].concat());
    assert!(told.contains("少走 1.3 公里，省 18 分钟"), "{told}");
}

#[test]
fn stays_wishes_locks_lunch_and_ends_are_heeded() {
    let dir = tempfile::tempdir().unwrap();
    let asked = [
        &MUSEUMS[..],
        &MONDAY,
        &["--stay", "20", "--stay", "青岛海关博物馆=45", "--lock", "mus-001=13:30", "--nice", "中共青岛党史纪念馆=low"],
        &["--lunch", "11:30-13:00/45", "--from", "台东", "--round-trip", "--pace", "1.5"],
    ];
    let json = tour_json(dir.path(), &asked.concat());
    let stays: Vec<u64> = json["stops"].as_array().unwrap().iter().map(|s| s["stay_s"].as_u64().unwrap()).collect();
    assert_eq!(stays, [1200, 1200, 2700]);
    assert_eq!(json["stops"][1]["priority"], "low");
    let beer = json["visits"].as_array().unwrap().iter().find(|v| v["stop"] == 0).unwrap();
    assert_eq!(beer["begin"], "2026-11-23T13:30:00");
    let eaten = json["visits"].as_array().unwrap().iter().filter(|v| !v["lunch"].is_null()).count();
    assert_eq!(eaten + usize::from(!json["lunch_last"].is_null()), 1);
    assert_eq!((&json["start"]["name"], &json["ends_at"]["name"]), (&json!("台东"), &json!("台东")));
    assert!(json["last_travel_s"].as_u64().unwrap() > 0);
    let turned = ["--stay", "青岛海关博物馆=45", "--stay", "20"];
    let turned = tour_json(dir.path(), &[&MUSEUMS[..], &MONDAY, &turned].concat());
    assert_eq!(turned["stops"][2]["stay_s"], 2700, "what is said of one stop wins wherever it stands");
    let told = tour(dir.path(), &asked.concat());
    for words in ["午饭 ", "锁定在 13:30", "从“台东”出发", "到“台东”结束", "平常的 1.50 倍"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    let short = tour_json(dir.path(), &[&MUSEUMS[..], &MONDAY, &["--nice", "mus-008", "--budget", "200"]].concat());
    assert_eq!(short["late_s"], 0);
    let left = short["left_out"].as_array().unwrap();
    assert_eq!((left.len(), keys(&left[0]["troubles"])), (1, vec!["no_time"]));
    assert_eq!(left[0]["id"], "mus-008", "what is only nice goes first");
}

#[test]
fn wrong_values_are_named_with_what_would_be_taken() {
    let dir = tempfile::tempdir().unwrap();
    for (option, value, said) in [
        ("--stay", "long", "30"),
        ("--stay", "mus-001=2000", "=45"),
        ("--stay", "台东=10", "不在停靠点之中"),
        ("--lock", "mus-001", "=10:30"),
        ("--lock", "mus-001=25:00", "=10:30"),
        ("--lunch", "13:00-11:30/45", "11:30-13:00/45"),
        ("--pace", "9", "可用：0.5–5"),
        ("--budget", "0", "可用：1–20160"),
        ("--profile", "plane", "foot, bicycle"),
        ("--until", "+10000-01-01T10:00", "1900 至 9999"),
        ("--depart", "+262142-12-31T23:59", "1900 至 9999"),
        ("--depart", "1899-12-31T10:00", "1900 至 9999"),
        ("--until", "2026-11-23T08:00", "不晚于出发"),
        ("--depart", "soon", "2026-11-22T10:00"),
        ("--theme", "casino", "museums"),
        ("--gpx", "a.txt", "*.gpx"),
        ("--seed", "1", "--seed"),
    ] {
        let args = ["tour", "mus-001", "--depart", "2026-11-23T09:00", option, value];
        let args: Vec<&str> = if option == "--depart" { vec!["tour", "mus-001", option, value] } else { args.to_vec() };
        let why = fails(dir.path(), 2, &args);
        assert!(why.contains(said), "{option} {value}: {why}");
    }
    assert!(fails(dir.path(), 1, &["tour", "--trail", "虚构路线"]).contains("虚构路线"));
}

#[test]
fn a_day_by_theme_keeps_its_budget_and_says_why_each_place_is_proposed() {
    let dir = tempfile::tempdir().unwrap();
    let day = ["--theme", "博物馆", "--from", "120.36,36.08", "--depart", "2026-11-24T09:00"];
    let told = tour(dir.path(), &day);
    assert!(told.contains("按 240 分钟排") && told.contains("入选："), "{told}");
    let json = tour_json(dir.path(), &[&day[..], &["--budget", "180"]].concat());
    assert!(!json["visits"].as_array().unwrap().is_empty());
    assert!(json["late_s"] == 0 && json["end"].as_str().unwrap() <= "2026-11-24T12:00:00", "{json}");
}

#[test]
fn a_budget_too_short_for_any_place_of_a_theme_is_said_to_be_that() {
    let dir = tempfile::tempdir().unwrap();
    let why = fails(dir.path(), 1, &["tour", "--theme", "beer", "--budget", "10"]);
    assert!(why.contains("时间太短") && why.contains("至少要 30 分钟"), "{why}");
}

#[test]
fn a_trail_is_taken_with_its_own_order() {
    let dir = tempfile::tempdir().unwrap();
    let json = tour_json(dir.path(), &["--trail", "trl-003", "--depart", "2026-11-24T09:00"]);
    assert_eq!(json["fixed_order"], true);
    let order: Vec<u64> = json["order"].as_array().unwrap().iter().map(|i| i.as_u64().unwrap()).collect();
    assert!(order.is_sorted() && !order.is_empty());
    assert!(json["left_out"].as_array().unwrap().iter().all(|l| keys(&l["troubles"]).contains(&"unlocated")));
}

/// A made-up instance of four nodes on a line, 100 seconds apart, set out from the last.
fn line_of_four(dir: &Path, change: impl Fn(&mut Value)) -> String {
    let row = |i: i64| (0..4).map(|j: i64| (i - j).abs() * 100).collect::<Vec<_>>();
    let rows: Vec<_> = (0..4).map(row).collect();
    let mut value = json!({
        "name": "虚构", "n_stops": 3, "depot": 3, "coordinates": vec![[120.36, 36.08]; 4], "duration_s": rows,
        "distance_m": rows, "service_s": [60, 60, 60, 0],
        "time_windows_s": [[0, 9000], [0, 9000], [0, 9000], [0, 9000]],
    });
    change(&mut value);
    let file = dir.join("instance.json");
    fs::write(&file, value.to_string()).unwrap();
    file.to_str().unwrap().to_owned()
}

fn solved(dir: &Path, file: &str, more: &[&str]) -> Value {
    serde_json::from_str(&ok(dir, &[&["tour", "--instance", file], more].concat())).unwrap()
}

#[test]
fn an_instance_is_solved_from_any_depot_with_and_without_windows() {
    let dir = tempfile::tempdir().unwrap();
    let file = line_of_four(dir.path(), |_| ());
    let free = solved(dir.path(), &file, &[]);
    assert_eq!((free["cost"].as_i64(), free["late"].as_i64(), &free["left_out"]), (Some(600), Some(0), &json!([])));
    let mut order: Vec<i64> = free["order"].as_array().unwrap().iter().map(|n| n.as_i64().unwrap()).collect();
    order.sort_unstable();
    assert_eq!(order, [0, 1, 2], "the depot is no stop");
    assert!(free["cpu_s"].as_f64().unwrap() >= 0.0);
    // The far end opens for a moment only, so the others wait for the way back.
    let early = line_of_four(dir.path(), |v| v["time_windows_s"][0] = json!([0, 300]));
    let windows = solved(dir.path(), &early, &["--windows", "--seed", "7"]);
    assert_eq!(
        (&windows["order"][0], windows["late"].as_i64(), windows["cost"].as_i64()),
        (&json!(0), Some(0), Some(600))
    );
    assert_eq!(windows["order"], solved(dir.path(), &early, &["--windows", "--seed", "7"])["order"]);
    let never = line_of_four(dir.path(), |v| v["time_windows_s"][0] = json!([0, 200]));
    assert_eq!(solved(dir.path(), &never, &["--windows"])["left_out"], json!([0]), "nobody gets there in time");
    let no_way = line_of_four(dir.path(), |v| {
        for i in [0, 1, 3] {
            v["duration_s"][i][2] = Value::Null;
        }
    });
    assert_eq!(solved(dir.path(), &no_way, &[])["left_out"], json!([2]), "no way leads there");
}

#[test]
fn an_instance_is_solved_in_whole_seconds_such_that_nobody_comes_late() {
    let dir = tempfile::tempdir().unwrap();
    let closes = |at: f64| {
        let file = line_of_four(dir.path(), |v| v["time_windows_s"][0] = json!([0, at]));
        solved(dir.path(), &file, &["--windows"])["left_out"].clone()
    };
    assert_eq!((closes(300.9), closes(299.9)), (json!([]), json!([0])), "300 seconds away");
    let between = line_of_four(dir.path(), |v| v["time_windows_s"][0] = json!([400.2, 400.8]));
    assert_eq!(solved(dir.path(), &between, &["--windows"])["left_out"], json!([0]), "no whole second to begin in");
    let alone = dir.path().join("alone.json");
    fs::write(&alone, "\u{feff}{\"depot\": 0, \"duration_s\": [[null]]}").unwrap();
    let found = solved(dir.path(), alone.to_str().unwrap(), &[]);
    assert_eq!((&found["late"], &found["cost"], &found["order"]), (&json!(0), &json!(0), &json!([])));
    assert!(fails(dir.path(), 2, &["tour", "--windows", "--instance", alone.to_str().unwrap()]).contains("service_s"));
}

#[test]
fn what_means_nothing_to_an_instance_is_refused_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let file = line_of_four(dir.path(), |_| ());
    for more in [
        &["mus-001"][..],
        &["--gpx", "q.gpx"],
        &["--from", "台东"],
        &["--to", "台东"],
        &["--round-trip"],
        &["--budget", "60"],
        &["--depart", "zzz"],
        &["--stay", "30"],
        &["--profile", "car"],
        &["--overwrite"],
    ] {
        let why = fails(dir.path(), 2, &[&["tour", "--instance", &file], more].concat());
        assert!(why.contains("不能同时用") && why.contains("--instance"), "{more:?}: {why}");
    }
    solved(dir.path(), &file, &["--json"]);
}

/// The program says which signals it listens to where Linux tells what a process does.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_a_long_search_with_the_best_found_so_far() {
    const NODES: usize = 600;
    const SIGINT: u64 = 1 << 1;
    let dir = tempfile::tempdir().unwrap();
    let row = |i: usize| (0..NODES).map(|j| ((i * 37) % 101).abs_diff((j * 37) % 101) * 10 + 1).collect::<Vec<_>>();
    let rows: Vec<_> = (0..NODES).map(row).collect();
    let file = line_of_four(dir.path(), |v| {
        v["coordinates"] = json!(vec![[120.36, 36.08]; NODES]);
        v["duration_s"] = json!(rows);
        v["distance_m"] = json!(rows);
        v["service_s"] = json!(vec![60; NODES]);
        v["time_windows_s"] = json!(vec![[0, 900_000]; NODES]);
        v["n_stops"] = json!(NODES - 1);
    });
    let mut command = command(dir.path(), &["tour", "--instance", &file]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let listens = || {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let caught = status.lines().find_map(|l| l.strip_prefix("SigCgt:")).unwrap().trim().to_owned();
        u64::from_str_radix(&caught, 16).unwrap() & SIGINT != 0
    };
    while !listens() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    assert!(killed.success());
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let found: Value = serde_json::from_slice(&out.stdout).unwrap();
    let mut order: Vec<u64> = found["order"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
    order.sort_unstable();
    assert!(order.into_iter().eq((0..NODES as u64).filter(|n| *n != 3)), "each stop once");
    assert_eq!(found["proven"], false);
}

#[test]
fn a_malformed_instance_is_refused_by_what_is_wrong_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |change: &dyn Fn(&mut Value), said: &str| {
        let file = line_of_four(dir.path(), change);
        let why = fails(dir.path(), 2, &["tour", "--instance", &file]);
        assert!(why.contains("instance.json") && why.contains(said), "{said}: {why}");
    };
    refused(&|v| v["depot"] = json!(4), "depot");
    refused(&|v| v["duration_s"][1] = json!([1, 2]), "duration_s");
    refused(&|v| v["service_s"] = json!([0, 0, 0, -1]), "service_s");
    refused(&|v| v["time_windows_s"][2] = json!([9, 3]), "time_windows_s");
    refused(&|v| drop(v.as_object_mut().unwrap().remove("duration_s")), "duration_s");
    refused(&|v| *v = json!("虚构"), "");
    fs::write(dir.path().join("no.json"), "{").unwrap();
    fails(dir.path(), 2, &["tour", "--instance", dir.path().join("no.json").to_str().unwrap()]);
    assert!(fails(dir.path(), 2, &["tour", "--instance", "/no/such.json"]).contains("such.json"));
    assert!(fails(dir.path(), 2, &["tour", "--windows"]).contains("--instance"));
}

#[test]
fn an_instance_that_cannot_be_read_is_told_in_the_language_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let folder = dir.path().to_str().unwrap().to_owned();
    for (path, chinese, english) in [
        (folder, "这是文件夹", "this is a folder"),
        (file("a.json", &[0xff, 0xfe]), "不是 UTF-8 文字", "no UTF-8 text"),
        (file("b.json", b"{x"), "第 1 行第 2 列写法不对", "line 1, column 2: not well written"),
        (file("c.json", b"{"), "第 1 行第 1 列没有写完", "line 1, column 1: it ends too early"),
    ] {
        let said = |more: &[&str]| fails(dir.path(), 2, &[&["tour", "--instance", &path], more].concat());
        assert!(said(&[]).contains(chinese), "{}", said(&[]));
        let told = said(&["--lang", "en"]);
        assert!(told.contains(english) && !told.contains(['：', '，', '（']), "{told}");
    }
}

const MATTERS: [&str; 3] = ["个体工商户登记", "食品经营许可证", "创业政策宣讲"];

#[test]
fn three_matters_are_one_timed_trip_to_the_fewest_places() {
    let dir = tempfile::tempdir().unwrap();
    let asked = [&["errand"], &MATTERS[..], &["--from", "台东"], &MONDAY].concat();
    let json: Value = serde_json::from_str(&ok(dir.path(), &[&asked[..], &["--json"]].concat())).unwrap();
    let matters = json["matters"].as_array().unwrap();
    let places: Vec<&str> = matters.iter().map(|m| m["place"].as_str().unwrap()).collect();
    assert_eq!(places, ["svc-005", "svc-005", "hr-001"]);
    assert!(matters.iter().all(|m| m["visited"] == true));
    assert_eq!(json["visits"].as_array().unwrap().len(), 2, "two places do all three");
    assert!(json["visits"].as_array().unwrap().iter().all(|v| v["state"] == "unknown"));
    assert_eq!(json["documents_unstated"].as_array().unwrap().len(), 3);
    let told = ok(dir.path(), &asked);
    for words in [
        "从“台东”出发",
        "办：个体工商户登记（窗口），食品经营许可证（窗口）",
        "位置待核实，按“海伦路街道”估算",
        "来源未写材料：个体工商户登记",
        "有 2 处开放时间未知",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn what_cannot_be_done_on_a_trip_is_said_with_where_it_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let asked = ["errand", "mat-011", "dayinyingyezhizhao", "我要开设书店", "mat-022", "--from", "台东"];
    let told = ok(dir.path(), &[&asked[..], &MONDAY].concat());
    for words in [
        "“我要开设书店”由哪些单项组成来源未写",
        "没有地方可办：免费儿童青少年脊柱侧弯中医药干预试点",
        "没有排进这一趟：营业执照打印",
        "青岛中央商务区新经济创新大厦",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let nothing = fails(dir.path(), 1, &["errand", "mat-022"]);
    assert!(nothing.contains("没有地方可办：免费儿童"), "{nothing}");
    fails(dir.path(), 1, &["errand", "mat-022", "--json"]);
    let otherwise = fails(dir.path(), 1, &["errand", "个体工商户登记", "--channel", "self_service"]);
    assert!(otherwise.contains("没有地方可以这样办（自助）：个体工商户登记（窗口）"), "{otherwise}");
    assert!(fails(dir.path(), 1, &["errand", "虚构事项"]).contains("虚构事项"));
    fails(dir.path(), 2, &["errand"]);
}

#[test]
fn what_is_done_on_the_web_needs_no_trip() {
    let dir = tempfile::tempdir().unwrap();
    for channel in ["online", "self_service"] {
        let told = ok(dir.path(), &["errand", "公司注册", "--channel", channel]);
        for words in ["不用出门", "可在网上办：公司注册（来源未写网址", "来源未写材料：公司注册"]
        {
            assert!(told.contains(words), "{channel}: {words}: {told}");
        }
        assert!(!told.contains("没有地方可办") && !told.contains("位置待核实"), "{channel}: {told}");
        assert_eq!(told.contains("没有地方可以这样办（自助）：公司注册（窗口"), channel == "self_service", "{told}");
    }
    let online = ["errand", "公司注册", "--channel", "online"];
    let json: Value = serde_json::from_str(&ok(dir.path(), &[&online[..], &["--json"]].concat())).unwrap();
    assert_eq!((&json["matters"][0]["online"], &json["visits"]), (&json!(true), &json!([])));
    let file = dir.path().join("trip.pdf");
    let none = fails(dir.path(), 1, &[&online[..], &["--pdf", file.to_str().unwrap()]].concat());
    assert!(none.contains("没有行程") && !file.exists(), "{none}");
    let both = [&online[..], &["个体工商户登记", "--from", "台东"], &MONDAY].concat();
    let told = ok(dir.path(), &both);
    for words in ["可在网上办：公司注册", "办：个体工商户登记（窗口）"] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn a_tour_is_written_in_every_format_and_never_replaces_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let file = |ending: &str| dir.path().join(format!("day.{ending}")).to_str().unwrap().to_owned();
    let files: Vec<(String, String)> =
        ["gpx", "kml", "ics", "csv", "pdf"].iter().map(|e| (format!("--{e}"), file(e))).collect();
    let options: Vec<&str> = files.iter().flat_map(|(option, path)| [option.as_str(), path]).collect();
    let asked = [&MUSEUMS[..], &["青岛市图书馆"], &MONDAY, &options].concat();
    let told = tour(dir.path(), &asked);
    assert_eq!(told.matches("已写入").count(), 5, "{told}");
    let read = |ending: &str| fs::read(file(ending)).unwrap();
    for ending in ["gpx", "kml", "csv"] {
        let written = text(&read(ending));
        assert!(MUSEUMS.iter().all(|m| written.contains(m)), "{ending}: {written}");
    }
    assert!(!text(&read("gpx")).contains("<trk>"), "nobody can walk a straight line");
    let ics = text(&read("ics")).replace("\r\n ", "");
    assert_eq!(
        (ics.matches("BEGIN:VEVENT").count(), ics.matches("DTSTART;TZID=Asia/Shanghai:20261123T").count()),
        (3, 3)
    );
    assert!(read("pdf").starts_with(b"%PDF-"));
    let before = read("pdf");
    assert!(fails(dir.path(), 2, &[&["tour"], &asked[..]].concat()).contains("day."));
    assert_eq!(read("pdf"), before);
    let json = tour(dir.path(), &[&asked[..], &["--overwrite", "--json"]].concat());
    assert!(serde_json::from_str::<Value>(&json).is_ok(), "what programs read stays so");
    let fed = [&asked[..], &["--lunch", "11:00-13:00/45", "--overwrite"]].concat();
    assert!(tour(dir.path(), &fed).contains("午饭 "));
    for ending in ["gpx", "kml", "ics", "csv"] {
        assert!(text(&read(ending)).contains("午饭"), "{ending}");
    }
    assert_eq!(text(&read("ics")).matches("SUMMARY:午饭").count(), 1);
    let errand = [&["errand"], &MATTERS[..], &MONDAY, &["--pdf", &files[4].1, "--overwrite"]].concat();
    assert!(ok(dir.path(), &errand).contains("已写入"));
}
