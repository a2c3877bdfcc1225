# Sourced. What differs between versions of the emulators:
#   one_instruction <emulator>    its option to translate, and so to trace, one instruction at a time
one_instruction() {
    # The option before QEMU 8.1; gone in 9.
    case $("$1" -help) in
        *one-insn-per-tb=*) echo '-accel tcg,one-insn-per-tb=on' ;;
        *) echo -singlestep ;;
    esac
}
