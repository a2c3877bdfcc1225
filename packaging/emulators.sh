# Sourced. What differs between versions of the emulators, and machines:
#   one_instruction <emulator>    its option to translate, and so to trace, one instruction at a time
#   rv32e                         QEMU's name of an RV32EC core
#   simavr_headers                the directory of those that are for programs on the chip
one_instruction() {
    # Where the one is not known the other is: Debian 12 has QEMU 7.2, Debian 13 has 10.
    case $("$1" -help) in
        *one-insn-per-tb=*) echo '-accel tcg,one-insn-per-tb=on' ;;
        *) echo -singlestep ;;
    esac
}

# A newer QEMU has such a core by name; in an older it is what is left of another.
rv32e() {
    case $(qemu-system-riscv32 -cpu help 2>/dev/null) in
        *rv32e*) echo rv32e,c=true,zicsr=true ;;
        *) echo rv32,i=false,e=true,m=false,a=false,f=false,d=false,h=false,s=false,u=false ;;
    esac
}

# simavr's headers for programs on the chip, beside those for programs that use its library.
simavr_headers() {
    echo '#include <simavr/avr/avr_mcu_section.h>' | gcc -E - | sed -n 's|^# 1 "\(.*\)/avr/avr_mcu_section.h".*|\1|p' | head -1
}
