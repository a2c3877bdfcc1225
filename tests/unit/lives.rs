//! Random lives of whole units, against a model and against promises by name.

use crate::support::{KEY, START};
use crate::{model, unit_model};
use proptest::prelude::*;
use std::sync::Mutex;

/// One unit's tokens for all lives, so that its chains are walked once.
static TOKENS: Mutex<Option<model::Unit>> = Mutex::new(None);

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, max_shrink_iters: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_unit_does_what_the_model_does(bytes in proptest::collection::vec(any::<u8>(), 20..700)) {
        let tokens = TOKENS.lock().unwrap_or_else(|broken| broken.into_inner()).take();
        let tokens = tokens.unwrap_or_else(|| model::Unit::new(KEY, START.into()));
        let tokens = unit_model::twin::live(&bytes, tokens);
        *TOKENS.lock().unwrap_or_else(|broken| broken.into_inner()) = Some(tokens);
    }
}
