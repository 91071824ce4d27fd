//! The profile file: written whole, and without undoing what another run of the program has changed in it meanwhile.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{Failure, write_whole};

/// What a person has by hand: a check-in on the command line must outlive a window that knows nothing of it yet.
const OWN: [&str; 2] = ["check_ins", "plans"];

/// The profile as last saved; `None` on first start or when it cannot be read.
#[must_use]
pub fn load_profile(path: &Path) -> Option<String> {
    fs::read_to_string(path).inspect_err(|e| log::info!("no profile at {}: {e}", path.display())).ok()
}

/// Writes the profile, which nobody else keeps in memory.
///
/// # Errors
/// When the system refuses; then nothing has changed.
pub fn save_profile(path: &Path, json: &str) -> Result<(), Failure> {
    write_whole(path, true, |out: &mut dyn io::Write| Ok(out.write_all(json.as_bytes())?))
}

/// Keeps a copy of a profile that cannot be read, before it is written anew: what a person has by hand is in it.
///
/// # Errors
/// When the system refuses.
pub fn set_profile_aside(path: &Path) -> Result<PathBuf, Failure> {
    let copy = path.with_extension("broken.json");
    fs::copy(path, &copy)?;
    Ok(copy)
}

/// What another run of the program has changed in what a person has by hand, as objects with those lists.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnElsewhere {
    /// What is new.
    pub added: Value,
    /// What is gone.
    pub taken_out: Value,
}

/// The file, as long as a window keeps what is in it.
pub(super) struct ProfileFile {
    path: PathBuf,
    /// What this window has last read or wanted to be kept.
    known: Value,
}

impl ProfileFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { known: read(&path), path }
    }

    /// What another run has changed and the window has not yet wanted to be kept, if anything.
    pub(super) fn elsewhere(&self) -> Option<OwnElsewhere> {
        let others = read(&self.path);
        let mut changed = OwnElsewhere { added: Value::default(), taken_out: Value::default() };
        for list in OWN {
            // Without the list the file says nothing of it.
            let Some(Value::Array(theirs)) = others.get(list) else { continue };
            let ours = self.known.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let beside = |of: &[Value], others: &[Value]| of.iter().filter(|e| !others.contains(e)).cloned().collect();
            changed.added[list] = beside(theirs, ours);
            changed.taken_out[list] = beside(ours, theirs);
        }
        let lists = [&changed.added, &changed.taken_out].into_iter().filter_map(Value::as_object).flatten();
        let any = lists.into_iter().any(|(_, list)| list.as_array().is_some_and(|l| !l.is_empty()));
        any.then_some(changed)
    }

    /// Writes it.
    pub(super) fn save(&mut self, json: &str) -> Result<(), Failure> {
        let wanted: Value = serde_json::from_str(json).unwrap_or_default();
        let mut written = wanted.clone();
        let others = read(&self.path);
        for list in OWN {
            follow(&mut written, &self.known, &others, list);
        }
        let text = if written == wanted { json.to_owned() } else { serde_json::to_string_pretty(&written)? };
        save_profile(&self.path, &text)?;
        self.known = wanted;
        Ok(())
    }
}

fn read(path: &Path) -> Value {
    load_profile(path).and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// Makes the changes from `known` to `others` in a list of `written` too.
fn follow(written: &mut Value, known: &Value, others: &Value, list: &str) {
    let of = |value: &Value| value.get(list).and_then(Value::as_array).cloned();
    // Without the list the file says nothing of it: somebody has taken the file away, or an older program has written it.
    let (Some(others), Some(Value::Array(entries))) = (of(others), written.get_mut(list)) else { return };
    let known = of(known).unwrap_or_default();
    if known == others {
        return;
    }
    entries.retain(|e| others.contains(e) || !known.contains(e));
    let added = others.into_iter().filter(|e| !known.contains(e) && !entries.contains(e));
    let added: Vec<Value> = added.collect();
    entries.splice(0..0, added);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_another_run_has_added_or_taken_out_outlives_the_window() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profile.json");
        let with = |ticked: &[&str]| json!({ "author": "a", "check_ins": ticked, "plans": [] }).to_string();
        fs::write(&path, with(&["b", "a"])).unwrap();
        let mut window = ProfileFile::new(path.clone());
        let held = |path: &Path| read(path)["check_ins"].clone();
        save_profile(&path, &with(&["x", "b"])).unwrap();
        window.save(&with(&["c", "b", "a"])).unwrap();
        assert_eq!(held(&path), json!(["x", "c", "b"]), "x was added and a taken out on the command line");
        window.save(&with(&["d", "c", "b", "a"])).unwrap();
        assert_eq!(held(&path), json!(["x", "d", "c", "b"]), "and it stays so though the window never hears of it");
        window.save(&with(&["d", "c", "a"])).unwrap();
        assert_eq!(held(&path), json!(["x", "d", "c"]), "the window takes out what is its own");
        let heard = window.elsewhere().map(|e| (e.added["check_ins"].clone(), e.taken_out["check_ins"].clone()));
        assert_eq!(heard, Some((json!(["x"]), json!(["a"]))), "what it does not know of is told");
        window.save(&with(&["x", "d", "c"])).unwrap();
        assert_eq!(window.elsewhere(), None);
    }

    #[test]
    fn a_file_that_has_gone_takes_nothing_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profile.json");
        let json = json!({ "check_ins": ["a"], "plans": [] }).to_string();
        fs::write(&path, &json).unwrap();
        let mut window = ProfileFile::new(path.clone());
        for others in ["", "{", "{}", "[]"] {
            fs::write(&path, others).unwrap();
            window.save(&json).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), json, "{others}");
        }
        fs::remove_file(&path).unwrap();
        window.save(&json).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), json);
    }
}
