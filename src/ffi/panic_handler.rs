//! What a panic does in the archive: it calls what does not exist.
//! `packaging/archive.sh` refuses an archive in which that name remains, so a panic that can be reached is a build that
//! fails. Firmware in Rust has a panic handler of its own, and this crate brings it none.

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    extern "C" {
        fn opaygo_a_panic_can_be_reached() -> !;
    }
    // SAFETY: a program in which this is reached is never linked.
    unsafe { opaygo_a_panic_can_be_reached() }
}
