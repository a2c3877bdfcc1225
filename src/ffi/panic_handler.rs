//! What a panic does where there is no operating system. No panic can be reached, and this is how that is known:
//! `packaging/archive.sh` builds with `opaygo_panic_proof`, and refuses an archive in which the name below remains.

#[cfg(all(target_os = "none", feature = "panic-handler"))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    #[cfg(opaygo_panic_proof)]
    {
        extern "C" {
            fn opaygo_a_panic_can_be_reached() -> !;
        }
        // SAFETY: it does not exist, so a program in which this is reached is never linked.
        unsafe { opaygo_a_panic_can_be_reached() }
    }
    #[cfg(not(opaygo_panic_proof))]
    loop {}
}
