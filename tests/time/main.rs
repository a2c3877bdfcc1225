//! T1 to T7: what clocks may do, and what a unit makes of it.

mod bad_readings;
mod lives;
mod promises;
mod world;
