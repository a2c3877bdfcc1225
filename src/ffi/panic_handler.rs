//! What a panic does where there is no operating system, and in the archive: it calls what does not exist.
//! `packaging/archive.sh` builds with `opaygo_archive` and refuses an archive in which that name remains, so a panic
//! that can be reached is a build that fails.

#[cfg(any(opaygo_archive, all(target_os = "none", feature = "panic-handler")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    #[cfg(opaygo_archive)]
    {
        extern "C" {
            fn opaygo_a_panic_can_be_reached() -> !;
        }
        // SAFETY: a program in which this is reached is never linked.
        unsafe { opaygo_a_panic_can_be_reached() }
    }
    #[cfg(not(opaygo_archive))]
    loop {}
}
