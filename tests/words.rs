//! Both word files hold the same keys, and every key is used.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

fn flatten(prefix: &str, table: &toml::Table, into: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(t) => flatten(&key, t, into),
            other => {
                let twice = into.insert(key.clone(), other.as_str().unwrap().to_owned());
                assert!(twice.is_none(), "{key} stands twice");
            }
        }
    }
}

pub(crate) fn words(language: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/words")).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with(&format!(".{language}.toml")) {
            flatten("", &fs::read_to_string(path).unwrap().parse().unwrap(), &mut all);
        }
    }
    all
}

fn code() -> String {
    let mut code = String::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                code.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    code
}

/// What stands between quotes in the code.
fn literals(code: &str) -> BTreeSet<&str> {
    code.lines().flat_map(|line| line.split('"').skip(1).step_by(2)).collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.match_indices("%{").filter_map(|(at, _)| text[at + 2..].split('}').next()).collect()
}

#[test]
fn both_languages_have_the_same_keys_and_the_same_blanks() {
    let (zh, en) = (words("zh-CN"), words("en"));
    assert_eq!(zh.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, text) in &zh {
        assert_eq!(placeholders(text), placeholders(&en[key]), "{key}");
        assert!(!text.trim().is_empty() && !en[key].trim().is_empty(), "{key} is empty");
    }
}

#[test]
fn every_key_that_the_code_names_exists() {
    let (code, zh) = (code(), words("zh-CN"));
    let asked = code.match_indices("t!(").filter_map(|(at, _)| {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let rest = code[at + 3..].trim_start().strip_prefix('"')?;
        rest.split('"').next()
    });
    let mut seen = 0;
    for key in asked {
        assert!(zh.contains_key(key), "t!(\"{key}\") has no words");
        seen += 1;
    }
    assert!(seen > 100, "only {seen} keys were found: the test no longer reads the code");
}

#[test]
fn every_key_is_used() {
    let code = code();
    let literals = literals(&code);
    // Keys made at run time, such as format!("category.{}", key).
    let made: Vec<&str> = literals
        .iter()
        .filter_map(|l| l.split_once('{').map(|(p, _)| p))
        .filter(|p| p.contains('.') && !p.contains(' '))
        .collect();
    let unused: Vec<String> = words("en")
        .into_keys()
        .filter(|key| !literals.contains(key.as_str()) && !made.iter().any(|p| key.starts_with(p)))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}
