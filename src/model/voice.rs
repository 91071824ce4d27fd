//! What people could not get done (「办不成事」) and what they wish for, as staff write it down. No personal data.

use rust_i18n::t;

use super::{
    Date, keyed,
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
    Voice checked by pinned {
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

fn pinned(voice: &Voice) -> Option<BadCell> {
    let loose = voice.place.is_empty() && voice.matter.is_empty();
    loose.then(|| BadCell { column: 2, reason: t!("model.voice_of_nothing").into_owned() })
}
