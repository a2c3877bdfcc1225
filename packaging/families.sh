# shellcheck disable=SC2034  # what is set here is read where this is sourced
# Sourced. The core families an archive is made for: `choose_family <name>` sets
#   TRIPLE      the Rust target
#   RUST_FLAGS  flags for the whole Rust build, core included
#   CODE_FLAGS  flags for the archive's own code, which link-time optimisation makes of all of it
#   TARGET_EDIT sed program for the Rust target's description, or empty
#   OPT_LEVEL   z on chips, whose hash step is in assembly, which no option slows down; else s
#   TOOLS       prefix of the C compiler and its binutils
#   CC_FLAGS    what makes that compiler build for the same core
#   LD_FLAGS    what its linker needs for a partial link
#   LEAVE_OUT   objcopy options for sections that trouble its linker
#   SHRINK      for packaging/avr/shrink.py: the AVR architecture; else empty
# Knows nothing of how an archive is built.

FAMILIES='host cortex-m0 cortex-m3 cortex-m4 cortex-m4f cortex-m33 cortex-m33f rv32imc rv32imafc rv32ec
    atmega328p atmega1284p atmega2560 atmega88 attiny85 attiny167 atmega4809'

choose_family() {
    RUST_FLAGS="" CODE_FLAGS="" TARGET_EDIT="" LD_FLAGS="" CC_FLAGS="" OPT_LEVEL=s SHRINK=""
    # A bare-metal start-up file has no such note, and the linker warns about it as soon as one object has.
    LEAVE_OUT=--remove-section=.note.GNU-stack
    case $1 in
        host)        TRIPLE=$(rustc -vV | sed -n 's/^host: //p') TOOLS="" LEAVE_OUT="" ;;
        cortex-m0)   arm thumbv6m-none-eabi '-mcpu=cortex-m0'; small 150
                     # There a constant cannot be made anew without changing the flags, so what is shared or taken out of a
                     # loop lands on the stack: 40 bytes of the device level and 8 bytes of its stack.
                     llvm disable-machine-cse disable-lsr two-entry-phi-node-folding-threshold=1 phi-node-folding-threshold=1 ;;
        cortex-m3)   thumb_2 thumbv7m-none-eabi '-mcpu=cortex-m3' ;;
        cortex-m4)   thumb_2 thumbv7em-none-eabi '-mcpu=cortex-m4 -mfloat-abi=soft' ;;
        cortex-m4f)  thumb_2 thumbv7em-none-eabihf '-mcpu=cortex-m4 -mfloat-abi=hard -mfpu=fpv4-sp-d16' ;;
        cortex-m33)  thumb_2 thumbv8m.main-none-eabi '-mcpu=cortex-m33 -mfloat-abi=soft' ;;
        cortex-m33f) thumb_2 thumbv8m.main-none-eabihf '-mcpu=cortex-m33 -mfloat-abi=hard -mfpu=fpv5-sp-d16' ;;
        rv32imc)     riscv riscv32imc-unknown-none-elf rv32imc ilp32 ;;
        rv32imafc)   riscv riscv32imafc-unknown-none-elf rv32imafc ilp32f ;;
        rv32ec)      riscv riscv32e-unknown-none-elf rv32ec ilp32e; RUST_FLAGS='-C target-feature=+c' ;;
        # One archive serves every chip of the same AVR architecture.
        atmega328p)  avr atmega328p avr5 ;;
        atmega1284p) avr atmega1284p avr51 ;;
        atmega2560)  avr atmega2560 avr6 ;;
        atmega88)    avr atmega88 avr4 ;;
        attiny85)    avr attiny85 avr25 ;;
        attiny167)   avr attiny167 avr35 ;;
        # GCC before 8 knows no chip of it, only the architecture.
        atmega4809)  avr atmega4809 avrxmega3; CC_FLAGS=-mmcu=avrxmega3 ;;
        *) echo "error: no family \"$1\"; there are: $FAMILIES" >&2; return 1 ;;
    esac
}

arm() {
    TRIPLE=$1 TOOLS=arm-none-eabi- CC_FLAGS="-mthumb $2"
    # No debugger walks these frames, and the hash step and the M0's code want the register.
    TARGET_EDIT='s/"frame-pointer": "always"/"frame-pointer": "may-omit"/'
}

thumb_2() {
    arm "$@"
    small 200
}

riscv() {
    TRIPLE=$1 TOOLS=riscv64-unknown-elf- CC_FLAGS="-march=$2 -mabi=$3" LD_FLAGS='-m elf32lriscv'
    small 200
}

avr() {
    # A switch made into a table would take RAM on an AVR.
    TRIPLE=avr-none TOOLS=avr- CC_FLAGS="-mmcu=$1" RUST_FLAGS="-C target-cpu=$1 -C jump-tables=no" LD_FLAGS="-m $2" SHRINK=$2
    small 50
    # An AVR has no conditional move, few registers and cheap branches. So branches stay branches, nothing is computed ahead of
    # a loop to be kept in a register, and what does not fit the registers is split for size: 56 bytes of the device level
    # and 12 bytes of its stack.
    llvm phi-node-folding-threshold=0 two-entry-phi-node-folding-threshold=0 sink-common-insts \
        pre-RA-sched=source split-spill-mode=size disable-machine-licm join-globalcopies
}

llvm() {
    for option; do
        CODE_FLAGS="$CODE_FLAGS -Cllvm-args=-$option"
    done
}

# The hash step is in assembly. What a call costs is not what LLVM thinks: the threshold of inlining at which the device
# level is smallest; with another's it is 52 bytes more on a Cortex-M0, on an ATmega328P 54, on a Cortex-M3 with 100 for
# 200 60.
small() {
    OPT_LEVEL=z CODE_FLAGS=-Cllvm-args=-inline-threshold=$1
}
