//! The token level against an independent model: promises, boundaries, cut walks, strict text, accidental acceptance.

mod acceptance;
mod boundaries;
mod cache;
#[path = "../model/life.rs"]
mod life;
#[path = "../model/mod.rs"]
mod model;
mod promises;
mod random;
mod resumable;
mod step;
#[path = "../support/mod.rs"]
mod support;
mod text;
mod vectors;
