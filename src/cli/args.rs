//! The grammar of the command line, in Chinese or English.

use std::{ffi::OsString, path::PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use rust_i18n::t;

use super::{Outcome, mistake::mistake};
use crate::model::{Channel, Facility, parse_day};

/// The language asked for by `--lang`, which decides even the help; Chinese otherwise.
pub(super) fn language(args: &[OsString]) -> &'static str {
    let text = |a: &OsString| a.to_string_lossy().into_owned();
    let given = args.iter().enumerate().find_map(|(i, a)| match text(a).split_once('=') {
        Some(("--lang", value)) => Some(value.to_owned()),
        _ if a == "--lang" => args.get(i + 1).map(text),
        _ => None,
    });
    match given.as_deref() {
        Some("en") => "en",
        _ => "zh-CN",
    }
}

/// Reads the arguments; help, version and mistakes are outcomes.
pub(super) fn parse(args: Vec<OsString>) -> Result<ArgMatches, Outcome> {
    grammar().try_get_matches_from(args.into_iter().map(shield)).map_err(|e| mistake(&e))
}

/// A negative coordinate is a value, not a flag: a leading blank, which reading trims, tells clap so.
fn shield(arg: OsString) -> OsString {
    let text = arg.to_string_lossy();
    let mut chars = text.chars();
    let negative = chars.next() == Some('-') && chars.next().is_some_and(|c| c.is_ascii_digit() || c == '.');
    if negative { format!(" {text}").into() } else { arg }
}

fn word(key: &str) -> String {
    // Most words are the command line's own; some stand beside those of the window's panel.
    if key.contains(".cli.") { t!(key).into_owned() } else { t!(format!("cli.{key}")).into_owned() }
}

fn grammar() -> Command {
    let root = base(Command::new("shibei-atlas"), "about")
        .after_help(word("after_help"))
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .subcommand_help_heading(word("commands"))
        .subcommand_value_name(word("command"))
        .arg(option("store", "FILE", "store").global(true).value_parser(value_parser!(PathBuf)))
        .arg(option("lang", "zh-CN|en", "lang").global(true).value_parser(["zh-CN", "en"]).hide_possible_values(true))
        // For trying the map out at scale and timing its start; nobody else needs them.
        .arg(Arg::new("synthetic").long("synthetic").value_name("N").hide(true).value_parser(up_to(1_000_000)))
        .arg(Arg::new("frames").long("frames").value_name("N").hide(true).value_parser(up_to(1_000_000)))
        .arg(Arg::new("version").long("version").short('V').action(ArgAction::Version).help(word("version")));
    // In two parts: an array of all takes more of the stack than is good.
    root.subcommands([
        find(),
        show(),
        route(),
        matrix(),
        reach(),
        nearest(),
        streets(),
        transit(),
        export(),
        render(),
        health(),
    ])
    .subcommands([
        import(),
        template(),
        list(),
        events(),
        zone(),
        passport(),
        firms(),
        matters(),
        where_done(),
        tour(),
        errand(),
        trails(),
    ])
}

/// A whole number from 1 on.
fn up_to(most: u32) -> impl Fn(&str) -> Result<u32, String> + Clone + Send + Sync + 'static {
    move |text| text.trim().parse().ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| format!("1–{most}"))
}

fn find() -> Command {
    base(Command::new("find"), "find.about")
        .arg(
            positional("query", "QUERY", "find.query")
                .num_args(1..)
                .required_unless_present_any(["batch", "category", "open_at", "within"]),
        )
        .arg(option("near", "LON,LAT", "find.near"))
        .arg(option("category", "KIND", "find.category"))
        .arg(option("open_at", "TIME", "find.open_at").long("open-at"))
        .arg(option("within", "METRES", "find.within"))
        .arg(option("limit", "N", "find.limit").value_parser(up_to(100_000)))
        .arg(flag("explain", "find.explain"))
        .arg(
            option("batch", "FILE.jsonl", "find.batch")
                .value_parser(value_parser!(PathBuf))
                .conflicts_with_all(["query", "explain", "json"]),
        )
        .arg(option("csv", "FILE", "find.csv").value_parser(value_parser!(PathBuf)))
        .arg(flag("json", "json"))
}

fn show() -> Command {
    base(Command::new("show"), "show.about")
        .arg(positional("name", "NAME|ID", "show.name").num_args(1..).required(true))
        .arg(flag("json", "json"))
}

fn route() -> Command {
    base(Command::new("route"), "route.about")
        .arg(positional("stops", "A B [C…]", "route.stops").num_args(2..).required_unless_present("pairs"))
        .arg(profile())
        .arg(flag("steps", "route.steps"))
        .arg(flag("alternatives", "route.alternatives"))
        .arg(option("depart", "TIME", "route.depart"))
        .arg(option("engine", "osrm|valhalla", "route.engine").value_parser(["osrm", "valhalla"]).requires("url"))
        .arg(option("url", "URL", "route.url").requires("engine"))
        .arg(
            option("pairs", "FILE.csv", "route.pairs")
                .value_parser(value_parser!(PathBuf))
                .conflicts_with_all(["stops", "gpx", "json", "steps"]),
        )
        .arg(option("gpx", "FILE", "route.gpx").value_parser(value_parser!(PathBuf)))
        .arg(flag("overwrite", "overwrite"))
        .arg(flag("json", "json"))
}

fn profile() -> Arg {
    let keys = crate::routing::Profile::ALL.map(crate::routing::Profile::key);
    option("profile", "PROFILE", "profile").value_parser(keys).hide_possible_values(true)
}

fn matrix() -> Command {
    base(Command::new("matrix"), "matrix.about")
        .arg(option("points", "FILE.csv", "matrix.points").value_parser(value_parser!(PathBuf)).required(true))
        .arg(profile())
}

fn reach() -> Command {
    base(Command::new("reach"), "reach.about")
        .arg(positional("from", "LON,LAT|NAME", "reach.from").required(true))
        .arg(option("minutes", "5,10,15", "reach.minutes").value_delimiter(',').value_parser(|text: &str| {
            text.trim().parse::<f64>().ok().filter(|m| *m > 0.0 && *m <= 240.0).ok_or("0–240")
        }))
        .arg(profile())
        .arg(option("geojson", "FILE", "reach.geojson").value_parser(value_parser!(PathBuf)))
        .arg(flag("overwrite", "overwrite"))
}

fn nearest() -> Command {
    base(Command::new("nearest"), "nearest.about")
        .arg(positional("from", "LON,LAT|NAME", "reach.from").required(true))
        .arg(option("category", "KIND", "nearest.category").required(true))
        .arg(profile().long("by"))
        .arg(option("limit", "N", "find.limit").value_parser(up_to(1000)))
        .arg(flag("json", "json"))
}

fn streets() -> Command {
    let file = || positional("file", "FILE", "streets.file").value_parser(value_parser!(PathBuf)).required(true);
    base(Command::new("streets"), "streets.about")
        .subcommand_help_heading(word("commands"))
        .subcommand_value_name(word("command"))
        .subcommand(base(Command::new("import"), "streets.import").arg(file()))
        .subcommand(base(Command::new("download"), "streets.download"))
        .subcommand(base(Command::new("info"), "streets.info"))
        .subcommand(base(Command::new("remove"), "streets.remove"))
        .subcommand(
            base(Command::new("close"), "streets.close")
                .arg(positional("at", "LON,LAT", "streets.at").required(true))
                .arg(option("from", "DATE", "streets.from").value_parser(day))
                .arg(option("to", "DATE", "streets.to").value_parser(day))
                .arg(option("why", "TEXT", "streets.why")),
        )
        .subcommand(
            base(Command::new("open"), "streets.open")
                .arg(positional("number", "N", "streets.number").value_parser(up_to(u32::MAX)).required(true)),
        )
        .subcommand(base(Command::new("closed"), "streets.closed"))
        .subcommand(base(Command::new("propose"), "streets.propose"))
}

fn transit() -> Command {
    let file = positional("file", "FILE.zip", "transit.file").value_parser(value_parser!(PathBuf)).required(true);
    base(Command::new("transit"), "transit.about")
        .subcommand_help_heading(word("commands"))
        .subcommand_value_name(word("command"))
        .subcommand(base(Command::new("import"), "transit.import").arg(file))
        .subcommand(base(Command::new("info"), "transit.info"))
        .subcommand(base(Command::new("remove"), "transit.remove"))
}

fn export() -> Command {
    base(Command::new("export"), "export.about")
        .arg(positional("file", "FILE", "export.file").value_parser(value_parser!(PathBuf)).required(true))
        .arg(flag("overwrite", "overwrite"))
}

fn render() -> Command {
    base(Command::new("render"), "render.about")
        .arg(positional("file", "OUT.png", "render.file").value_parser(value_parser!(PathBuf)).required(true))
        .arg(option("center", "LON,LAT", "render.center"))
        .arg(option("zoom", "Z", "render.zoom"))
        .arg(option("size", "WxH", "render.size"))
        .arg(option("theme", "light|dark", "render.theme"))
        .arg(option("layers", "A,B…", "render.layers"))
        .arg(option("scale", "1|2", "render.scale"))
        .arg(flag("overwrite", "overwrite"))
}

fn zone() -> Command {
    base(Command::new("zone"), "zone.about")
        .arg(positional("name", "NAME|ID", "zone.name").num_args(1..))
        .arg(option("cover", "KIND", "zone.cover"))
        .arg(option("geojson", "FILE", "zone.geojson").value_parser(value_parser!(PathBuf)).requires("name"))
        .arg(flag("overwrite", "overwrite"))
        .arg(flag("json", "json"))
}

fn firms() -> Command {
    base(Command::new("firms"), "firms.about")
        .arg(positional("query", "QUERY", "firms.query").num_args(0..))
        .arg(option("building", "NAME|ID", "firms.building"))
        .arg(flag("json", "json"))
}

fn matters() -> Command {
    base(Command::new("matters"), "service.cli.matters")
        .arg(positional("query", "QUERY", "service.cli.query").num_args(1..))
        .arg(option("class", "TEXT", "service.cli.class"))
        .arg(option("department", "TEXT", "service.cli.department"))
        .arg(flag("json", "json"))
}

fn where_done() -> Command {
    base(Command::new("where"), "service.cli.where")
        .arg(positional("matter", "MATTER", "service.cli.matter").num_args(1..).required(true))
        .arg(option("near", "LON,LAT", "service.cli.near"))
        .arg(
            option("channel", "CHANNEL", "service.cli.channel")
                .value_parser(keys(Channel::ALL, Channel::key))
                .hide_possible_values(true),
        )
        .arg(option("open_at", "TIME", "service.cli.open_at").long("open-at"))
        .arg(
            option("facility", "FACILITY", "service.cli.facility")
                .action(ArgAction::Append)
                .value_delimiter(',')
                .value_parser(keys(Facility::ALL, Facility::key))
                .hide_possible_values(true),
        )
        .arg(option("slip", "FILE.pdf", "service.cli.slip").value_parser(value_parser!(PathBuf)))
        .arg(flag("overwrite", "overwrite"))
        .arg(flag("json", "json"))
}

/// What is said of a tour of places, and means nothing to a problem of plain numbers.
const NOT_OF_INSTANCES: &str = "stops from to round-trip depart until budget stay nice lock lunch fixed-order profile \
                                pace theme trail gpx kml ics csv pdf overwrite";

fn tour() -> Command {
    let many = |id, value, help| option(id, value, help).action(ArgAction::Append);
    let command = base(Command::new("tour"), "tour.cli.about")
        .after_help(word("tour.cli.after_help"))
        .arg(positional("stops", "STOP", "tour.cli.stops").num_args(0..))
        .arg(option("from", "LON,LAT|NAME", "tour.cli.from"))
        .arg(option("to", "LON,LAT|NAME", "tour.cli.to").conflicts_with("round-trip"))
        .arg(flag("round-trip", "tour.cli.round_trip"))
        .arg(option("depart", "MOMENT", "tour.cli.depart"))
        .arg(option("until", "MOMENT", "tour.cli.until"))
        .arg(option("budget", "MINUTES", "tour.cli.budget").value_parser(up_to(14 * 24 * 60)))
        .arg(many("stay", "MIN|STOP=MIN", "tour.cli.stay"))
        .arg(many("nice", "STOP[=high|nice|low]", "tour.cli.nice"))
        .arg(many("lock", "STOP=HH:MM", "tour.cli.lock"))
        .arg(option("lunch", "HH:MM-HH:MM/MIN", "tour.cli.lunch"))
        .arg(flag("fixed-order", "tour.cli.fixed_order"))
        .arg(profile())
        .arg(option("pace", "X", "tour.cli.pace").value_parser(|text: &str| {
            text.trim().parse::<f64>().ok().filter(|x| (0.5..=5.0).contains(x)).ok_or("0.5–5")
        }))
        .arg(option("theme", "THEME", "tour.cli.theme"))
        .arg(option("trail", "ID|NAME", "tour.cli.trail").conflicts_with("theme"))
        .arg(
            option("instance", "FILE.json", "tour.cli.instance")
                .value_parser(value_parser!(PathBuf))
                .conflicts_with_all(NOT_OF_INSTANCES.split(' ')),
        )
        .args([
            flag("windows", "tour.cli.windows").requires("instance").conflicts_with_all(["stops", "theme", "trail"]),
            option("seed", "N", "tour.cli.seed")
                .value_parser(|text: &str| text.trim().parse::<u64>().map_err(|_| format!("0–{}", u64::MAX)))
                .requires("instance")
                .conflicts_with_all(["stops", "theme", "trail"]),
        ]);
    along(command)
}

fn errand() -> Command {
    let channel = option("channel", "CHANNEL", "service.cli.channel")
        .value_parser(keys(Channel::ALL, Channel::key))
        .hide_possible_values(true);
    let command = base(Command::new("errand"), "tour.cli.errand.about")
        .arg(positional("matters", "MATTER", "tour.cli.errand.matters").num_args(1..).required(true))
        .arg(option("from", "LON,LAT|NAME", "tour.cli.from"))
        .arg(option("to", "LON,LAT|NAME", "tour.cli.to").conflicts_with("round-trip"))
        .arg(flag("round-trip", "tour.cli.round_trip"))
        .arg(option("depart", "MOMENT", "tour.cli.depart"))
        .arg(channel);
    along(command)
}

/// The files that a tour is taken along in.
fn along(command: Command) -> Command {
    let file = |id, help| option(id, "FILE", help).value_parser(value_parser!(PathBuf));
    command
        .arg(file("gpx", "tour.cli.gpx"))
        .arg(file("kml", "tour.cli.kml"))
        .arg(file("ics", "tour.cli.ics"))
        .arg(file("csv", "tour.cli.csv"))
        .arg(file("pdf", "tour.cli.pdf"))
        .arg(flag("overwrite", "overwrite"))
        .arg(flag("json", "json"))
}

fn trails() -> Command {
    base(Command::new("trails"), "trails.about")
        .arg(positional("name", "NAME|ID", "trails.name").num_args(1..))
        .arg(flag("json", "json"))
}

/// A day of which opening hours can be told.
fn day(text: &str) -> Result<chrono::NaiveDate, &'static str> {
    parse_day(text).ok_or("1900-01-01–9999-12-31")
}

/// The words of a closed list.
fn keys<T: Copy>(all: &[T], key: fn(T) -> &'static str) -> clap::builder::PossibleValuesParser {
    all.iter().map(|&one| key(one)).collect::<Vec<_>>().into()
}

fn health() -> Command {
    base(Command::new("health"), "health.about")
        .arg(option("from", "LON,LAT|NAME", "health.from").required_unless_present_any(["cover", "totals"]))
        .arg(flag("cover", "health.cover"))
        .arg(option("minutes", "N", "health.minutes").requires("cover").value_parser(|text: &str| {
            text.trim().parse::<f64>().ok().filter(|m| *m > 0.0 && *m <= 120.0).ok_or("0–120")
        }))
        .arg(flag("totals", "health.totals"))
        .arg(flag("json", "json"))
}

fn import() -> Command {
    let datum = |text: &str| text.parse::<crate::spatial::Datum>().map_err(|_| "wgs84|cgcs2000|gcj02|bd09");
    let encoding =
        |text: &str| text.parse::<crate::formats::sheet::Encoding>().map_err(|_| "utf-8|utf-16le|utf-16be|gb18030");
    base(Command::new("import"), "import.about")
        .arg(
            positional("file", "FILE", "import.file")
                .value_parser(value_parser!(PathBuf))
                .required_unless_present("streets"),
        )
        .arg(flag("streets", "import.streets").conflicts_with("file"))
        .arg(option("kind", "LIST|KIND", "import.kind"))
        .arg(option("datum", "wgs84|cgcs2000|gcj02|bd09", "import.datum").value_parser(datum))
        .arg(option("encoding", "ENCODING", "import.encoding").value_parser(encoding))
        .arg(option("sheet", "NAME", "import.sheet"))
        .arg(option("map", "COLUMN=HEADER", "import.map").action(ArgAction::Append))
        .arg(option("source", "TEXT", "import.source"))
        .arg(option("source-date", "DATE", "import.source_date"))
        .arg(option("refused", "FILE.csv", "import.refused").value_parser(value_parser!(PathBuf)))
        .arg(flag("dry-run", "import.dry_run"))
        .arg(flag("json", "json"))
}

fn template() -> Command {
    base(Command::new("template"), "import.template")
        .arg(positional("list", "LIST", "import.list").required(true))
        .arg(
            positional("file", "FILE.csv|xlsx", "import.template_file")
                .value_parser(value_parser!(PathBuf))
                .required(true),
        )
        .arg(flag("filled", "import.filled"))
        .arg(flag("overwrite", "overwrite"))
}

fn events() -> Command {
    let kind = |text: &str| text.parse::<crate::model::EventKind>().map_err(|_| "event|offer");
    base(Command::new("events"), "events.about")
        .arg(option("on", "DATE", "events.on").value_parser(day).conflicts_with_all(["from", "to"]))
        .arg(option("from", "DATE", "events.from").value_parser(day))
        .arg(option("to", "DATE", "events.to").value_parser(day))
        .arg(option("kind", "event|offer", "events.kind").value_parser(kind))
        .arg(flag("all", "events.all"))
        .arg(option("ics", "FILE.ics", "events.ics").value_parser(value_parser!(PathBuf)).conflicts_with("json"))
        .arg(flag("overwrite", "overwrite"))
        .arg(flag("json", "json"))
}

fn passport() -> Command {
    let place = || positional("place", "NAME|ID", "passport.place").num_args(1..).required(true);
    let path = |id, value, help| {
        let path = if id == "pdf" { option(id, value, help) } else { positional(id, value, help) };
        path.value_parser(value_parser!(PathBuf)).required(true)
    };
    let file = || path("file", "FILE.json", "passport.file");
    base(Command::new("passport"), "passport.about")
        .subcommand_help_heading(word("commands"))
        .subcommand_value_name(word("command"))
        .arg(flag("json", "json"))
        .subcommand(
            base(Command::new("check-in"), "passport.check_in")
                .arg(place())
                .arg(option("date", "DATE", "passport.date").value_parser(day))
                .arg(option("note", "TEXT", "passport.note")),
        )
        .subcommand(
            base(Command::new("remove"), "passport.remove")
                .arg(place())
                .arg(option("date", "DATE", "passport.remove_date").value_parser(day).required(true)),
        )
        .subcommand(base(Command::new("export"), "passport.export").arg(file()).arg(flag("overwrite", "overwrite")))
        .subcommand(base(Command::new("import"), "passport.import").arg(file()))
        .subcommand(
            base(Command::new("certificate"), "passport.certificate")
                .arg(positional("trail", "NAME|ID", "passport.trail").num_args(1..).required(true))
                .arg(path("pdf", "FILE.pdf", "passport.pdf"))
                .arg(option("name", "NAME", "passport.person"))
                .arg(flag("overwrite", "overwrite")),
        )
}

fn list() -> Command {
    base(Command::new("list"), "list.about")
        .arg(positional("key", "LIST", "list.key").required(true))
        .arg(option("where", "COLUMN=TEXT", "list.where").action(ArgAction::Append))
        .arg(option("csv", "FILE", "list.csv").value_parser(value_parser!(PathBuf)).conflicts_with("json"))
        .arg(flag("overwrite", "overwrite"))
        .arg(flag("json", "json"))
}

/// What all commands share: our own help, in the language in use.
fn base(command: Command, about: &str) -> Command {
    command
        .about(word(about))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .next_help_heading(word("options"))
        .help_template(format!("{{about}}\n\n{}{{usage}}\n\n{{all-args}}{{after-help}}", word("usage")))
        .arg(Arg::new("help").long("help").short('h').action(ArgAction::Help).help(word("help")))
}

fn positional(id: &'static str, value: &'static str, help: &str) -> Arg {
    Arg::new(id).value_name(value).help(word(help)).help_heading(word("arguments"))
}

fn option(id: &'static str, value: &'static str, help: &str) -> Arg {
    Arg::new(id).long(id).value_name(value).help(word(help))
}

fn flag(id: &'static str, help: &str) -> Arg {
    Arg::new(id).long(id).action(ArgAction::SetTrue).help(word(help))
}
