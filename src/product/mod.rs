//! What a product has beside a unit: a keypad, and the factory's line. Knows no rule of a token and no storage.

pub mod factory_line;
pub mod keypad;
