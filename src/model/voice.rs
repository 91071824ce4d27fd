//! What people could not get done (「办不成事」) and what they wish for, as staff write it down. No personal data.

use rust_i18n::t;

use super::{
    Date,
    keyed,
    private::{holds_id_number, holds_mobile_number},
    record::{BadCell, record},
};

keyed! {
    /// What was said.
    VoiceKind {
        /// Something could not be done.
        NotDone = "not_done",
        /// A cultural need.
        Need = "need",
    }
}

keyed! {
    /// What has come of it.
    VoiceState {
        /// Nobody has answered.
        New = "new",
        /// It has been dealt with.
        Handled = "handled",
    }
}

record! {
    /// A note pinned to a place or a matter.
    Voice checked by fit_to_keep {
        /// Stable identifier.
        id: String, key;
        /// What was said.
        kind: VoiceKind, needed;
        /// Id of the place, or empty.
        place: String, place;
        /// Id of the matter, or empty.
        matter: String, matter;
        /// What was said, in words, without a name.
        text: String, needed;
        /// What has come of it.
        state: VoiceState, needed;
        /// The day it was written down.
        created_on: Date;
        /// The day it was dealt with, or empty.
        handled_on: Date;
        /// How it was dealt with, or empty.
        answer: String;
        /// What a reader should know besides.
        note: String;
    }
}

/// Pinned to something, and without what tells who somebody is.
fn fit_to_keep(voice: &Voice) -> Vec<BadCell> {
    let loose = voice.place.is_empty() && voice.matter.is_empty();
    let loose = loose.then(|| BadCell { column: 2, reason: t!("model.voice_of_nothing").into_owned() });
    let texts = [(4, &voice.text), (8, &voice.answer), (9, &voice.note)];
    let private = texts.into_iter().filter_map(|(column, text)| {
        let reason = if holds_id_number(text) {
            t!("model.voice_with_id")
        } else if holds_mobile_number(text) {
            t!("model.voice_with_mobile")
        } else {
            return None;
        };
        Some(BadCell { column, reason: reason.into_owned() })
    });
    loose.into_iter().chain(private).collect()
}

#[cfg(test)]
mod tests {
    use crate::model::List;

    #[test]
    fn what_tells_who_somebody_is_is_not_kept() {
        let row = |text: &str, answer: &str| {
            ["voice-1", "need", "lib-001", "", text, "new", "", "", answer, ""].map(str::to_owned)
        };
        let bad = |text, answer| List::Voices.check(&row(text, answer)).iter().map(|b| b.column).collect::<Vec<_>>();
        assert_eq!(bad("晚上九点以后想借书", "已转馆方，热线0532-12345"), [0; 0]);
        assert_eq!(bad("证号370203199001011234办不了", ""), [4]);
        assert_eq!(bad("证号 370203 19900101 1234", ""), [4]);
        assert_eq!(bad("请回电", "已回电138 0013 8000"), [8]);
    }
}
