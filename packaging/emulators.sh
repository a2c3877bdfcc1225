# Sourced. What differs between versions of the emulators, and machines:
#   one_instruction <emulator>    its option to translate, and so to trace, one instruction at a time
#   simavr_headers                the directory of those that are for programs on the chip
one_instruction() {
    # Where the one is not known the other is: Debian 12 has QEMU 7.2, Debian 13 has 10.
    case $("$1" -help) in
        *one-insn-per-tb=*) echo '-accel tcg,one-insn-per-tb=on' ;;
        *) echo -singlestep ;;
    esac
}

# simavr's headers for programs on the chip, beside those for programs that use its library.
simavr_headers() {
    echo '#include <simavr/avr/avr_mcu_section.h>' | gcc -E - | sed -n 's|^# 1 "\(.*\)/avr/avr_mcu_section.h".*|\1|p' | head -1
}
