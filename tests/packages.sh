#!/bin/sh
# The packages, each unpacked in build/packages, built there by its own tool, and its program run in an emulator.
# Usage: tests/packages.sh [cmake|pkgconfig|makefile|arduino|platformio|zephyr|espidf|rust]...     (after `make dist`)
# A tool that is not here is told and skipped: Debian has cmake, pkg-config, arduino-builder (with arduino-core-avr and
# arduino-ctags) and scons, the Python index platformio. Three minutes for all; no part of `make test`.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- cmake pkgconfig makefile arduino platformio zephyr espidf rust
here=$PWD/tests/packages
chips=$PWD/tests/chips
work=$PWD/build/packages
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
rm -rf "$work"
mkdir -p "$work"
tar -C "$work" -xzf "dist/libopaygo-$version.tar.gz"
release=$work/libopaygo-$version
passed=0 skipped=0

arm_link="-nostartfiles --specs=nosys.specs -T $chips/chip.ld -Wl,--defsym=CODE=0,--defsym=RAM=0x20000000"
riscv_link="-nostartfiles -T $chips/chip.ld -Wl,--defsym=CODE=0x80000000,--defsym=RAM=0x80100000"
avr_options='-DMCU=atmega328p -idirafter /usr/include/simavr'
avr_link='-mrelax -Wl,--undefined=_mmcu,--section-start=.mmcu=0x910000'

# run <emulator: host|microbit|m3|riscv|avr> <program>
run() {
    case $1 in
        host) set -- "$2" ;;
        microbit) set -- qemu-system-arm -M microbit -display none -serial null -monitor none \
            -semihosting-config enable=on,target=native -kernel "$2" ;;
        m3) set -- qemu-system-arm -M mps2-an385 -display none -serial null -monitor none \
            -semihosting-config enable=on,target=native -kernel "$2" ;;
        riscv) set -- qemu-system-riscv32 -M virt -cpu rv32 -bios none -display none -serial stdio -monitor none -kernel "$2" ;;
        avr) set -- simavr -m atmega328p -f 8000000 "$2" ;;
    esac
    timeout 120 "$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; return 1; }
    grep -q "${said:-smoke passed}" "$work/said" || { cat "$work/said" >&2; return 1; }
}
has() {
    command -v "$1" >/dev/null || { echo "skipped: $package: no $1 here"; skipped=$((skipped + 1)); return 1; }
}
good() {
    echo "$package: $*"
    passed=$((passed + 1))
}

# quietly <command...>: what it says is shown when it fails
quietly() {
    "$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; return 1; }
}
cmake_build() { # <name> <options...>
    out=$work/cmake-$1
    shift
    quietly cmake -S "$here" -B "$out" -DCMAKE_PREFIX_PATH="$release" -DCHIPS="$chips" "$@"
    quietly cmake --build "$out"
}
try_cmake() {
    has cmake || return 0
    files=$release/lib/cmake/opaygo
    cmake_build host -DSTART=host -DVERSION="$version"
    run host "$work/cmake-host/smoke"
    cmake_build arm -DCMAKE_TOOLCHAIN_FILE="$files/toolchain-arm.cmake" '-DCHIP_FLAGS=-mcpu=cortex-m0 -mthumb' -DSTART=arm "-DLINK=$arm_link"
    run microbit "$work/cmake-arm/smoke"
    cmake_build avr -DCMAKE_TOOLCHAIN_FILE="$files/toolchain-avr.cmake" -DCHIP_FLAGS=-mmcu=atmega328p -DSTART=avr "-DOPTIONS=$avr_options" \
        "-DLINK=$avr_link"
    run avr "$work/cmake-avr/smoke"
    cmake_build subdirectory -DSTART=host -DSUBDIRECTORY="$release"
    run host "$work/cmake-subdirectory/smoke"
    for wrong in VERSION=99.0 OPAYGO_FAMILY=pdp-11; do
        if cmake -S "$here" -B "$work/cmake-wrong" -DCMAKE_PREFIX_PATH="$release" -DSTART=host -D$wrong >/dev/null 2>&1; then
            echo "FAILED cmake takes $wrong" >&2
            return 1
        fi
    done
    good "find_package by $(cmake --version | head -1): host, Cortex-M0 in QEMU, ATmega328P in simavr; a subdirectory; another version and family refused"
}

try_pkgconfig() {
    has pkg-config || return 0
    export PKG_CONFIG_PATH="$release/lib/pkgconfig"
    [ "$(pkg-config --modversion opaygo)" = "$version" ]
    # shellcheck disable=SC2046,SC2086  # lists of options
    {
        gcc -I"$chips" "$chips/smoke.c" "$chips/host.c" $(pkg-config --cflags --libs opaygo) -o "$work/pc-host"
        arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb -Os -I"$chips" "$chips/smoke.c" "$chips/arm.c" \
            $(pkg-config --define-variable=family=cortex-m0 --cflags --libs opaygo) $arm_link -o "$work/pc-arm"
    }
    run host "$work/pc-host"
    run microbit "$work/pc-arm"
    good "pkg-config $(pkg-config --version): host, Cortex-M0 in QEMU"
}

# As RELEASE.md says it for a Makefile and STM32CubeIDE.
try_makefile() {
    cat >"$work/Makefile" <<'M'
CFLAGS  += -I$(OPAYGO)/include -ffunction-sections -fdata-sections
LDFLAGS += -Wl,--gc-sections
LDLIBS  += $(OPAYGO)/lib/cortex-m0/libopaygo.a
smoke: smoke.c arm.c
M
    grep -qF "$(sed -n 1p "$work/Makefile")" "$release/RELEASE.md" && grep -qF "$(sed -n 3p "$work/Makefile")" "$release/RELEASE.md"
    cp "$chips/smoke.c" "$chips/arm.c" "$chips/chip.h" "$work/"
    make -s -C "$work" OPAYGO="$release" CC=arm-none-eabi-gcc TARGET_ARCH='-mcpu=cortex-m0 -mthumb' "LDFLAGS=-Wl,--gc-sections $arm_link" smoke
    run microbit "$work/smoke"
    good "the Makefile's lines: Cortex-M0 in QEMU; not seen in STM32CubeIDE"
}

try_arduino() {
    has arduino-builder || return 0
    mkdir -p "$work/arduino"
    (cd "$work/arduino" && python3 -m zipfile -e "$OLDPWD/dist/opaygo-arduino-$version.zip" .)
    # g++ 5 wants DECIMAL_DIG of Debian's core; this builder does not read `precompiled`.
    for sketch in "$work/arduino/opaygo/examples/Token/Token.ino" "$here/arduino/old_sketch/old_sketch.ino"; do
        name=$(basename "$sketch" .ino)
        mkdir -p "$work/arduino/$name"
        quietly arduino-builder -compile -hardware /usr/share/arduino/hardware -hardware /usr/share/arduino-builder \
            -tools /usr/share/arduino/hardware -libraries "$work/arduino" \
            -libraries /usr/share/arduino/hardware/arduino/avr/libraries -fqbn arduino:avr:uno -build-path "$work/arduino/$name" \
            -prefs=compiler.cpp.extra_flags=-DDECIMAL_DIG=__DECIMAL_DIG__ \
            "-prefs=compiler.libraries.ldflags=-L$work/arduino/opaygo/src/atmega328p $(sed -n 's/^ldflags=//p' "$work/arduino/opaygo/library.properties")" \
            "$sketch"
    done
    # simavr shows what Serial sends; the sketches never end.
    for sketch in Token old_sketch; do
        timeout 10 simavr -m atmega328p -f 16000000 "$work/arduino/$sketch/$sketch.ino.elf" >"$work/said.$sketch" 2>&1 || :
        quietly grep added "$work/said.$sketch"
        quietly grep 'already used' "$work/said.$sketch"
    done
    good "$(arduino-builder -version | head -1), Uno: the example and a sketch with the published names, in simavr"
}

try_platformio() {
    has scons || return 0
    if has pio; then
        # It asks the network for the names of licences.
        cp -r "$release" "$work/to-pack"
        sed -i '/"license"/d' "$work/to-pack/library.json"
        quietly pio pkg pack -o "$work/platformio.tar.gz" "$work/to-pack"
        mkdir -p "$work/platformio"
        tar -C "$work/platformio" -xzf "$work/platformio.tar.gz"
        packed="packed by $(pio --version)"
    else
        cp -r "$release" "$work/platformio"
        packed='not packed'
    fi
    python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$work/platformio/library.json"
    (cd "$work" && CHIPS="$chips" OPTIONS="-mmcu=atmega328p -Os -ffunction-sections $avr_options" LINK="-mmcu=atmega328p $avr_link" \
        scons -s -f "$here/SConstruct") >"$work/said" 2>&1 || { cat "$work/said" >&2; return 1; }
    run avr "$work/pio-smoke.elf"
    good "$packed; its script by SCons: ATmega328P in simavr; not seen in a PlatformIO build"
}

# The tool's own functions stood in for, by what their manuals say they do.
stood_in() { # <name> <options...>
    out=$work/$1
    directory=$1
    shift
    quietly cmake -S "$here/$directory" -B "$out" -DRELEASE="$release" -DCHIPS="$chips" "$@"
    quietly cmake --build "$out"
}
try_zephyr() {
    has cmake || return 0
    files=$release/lib/cmake/opaygo
    stood_in zephyr -DCMAKE_TOOLCHAIN_FILE="$files/toolchain-arm.cmake" '-DCHIP_FLAGS=-mcpu=cortex-m3 -mthumb' "-DLINK=$arm_link"
    run m3 "$work/zephyr/smoke"
    good 'its CMake file with Zephyr stood in for: Cortex-M3 in QEMU; not seen in a Zephyr build'
}
try_espidf() {
    has cmake || return 0
    stood_in espidf -DCMAKE_SYSTEM_NAME=Generic -DCMAKE_C_COMPILER=riscv64-unknown-elf-gcc -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY \
        '-DCMAKE_C_FLAGS=-march=rv32imc -mabi=ilp32 --specs=picolibc.specs -ffunction-sections' "-DLINK=$riscv_link"
    run riscv "$work/espidf/smoke"
    good 'its CMake file with ESP-IDF stood in for: RV32IMC in QEMU; not seen in an ESP-IDF build'
}

try_rust() {
    . packaging/toolchain.sh
    choose_toolchain thumbv6m-none-eabi || return 0
    cargo package --quiet --locked --allow-dirty --no-verify --target-dir "$work/crate"
    tar -C "$work" -xzf "$work/crate/package/opaygo-$version.crate"
    cp -r "$here/rust" "$work/rust"
    mv "$work/opaygo-$version" "$work/rust/opaygo"
    for features in '' --no-default-features; do
        # shellcheck disable=SC2086
        (cd "$work/rust" && RUSTFLAGS="-C linker=arm-none-eabi-gcc -C link-arg=-nostartfiles -C link-arg=-mcpu=cortex-m0 -C link-arg=-mthumb \
            -C link-arg=-T$chips/chip.ld -C link-arg=-Wl,--defsym=CODE=0,--defsym=RAM=0x20000000" \
            $CARGO build --quiet --release $features $CARGO_OPTIONS --target thumbv6m-none-eabi --target-dir "$work/rust/target") \
            >"$work/said" 2>&1 || { cat "$work/said" >&2; return 1; }
        run microbit "$work/rust/target/thumbv6m-none-eabi/release/firmware"
    done
    good "the crate in panic-halt firmware ($TOOLCHAIN): Cortex-M0 in QEMU"
}

# Any command that fails ends all.
trap 'echo "FAILED $package: what was said is in $work/said" >&2' EXIT
for package; do
    "try_$package"
done
trap - EXIT
echo "packages: $passed passed, 0 failed, $skipped skipped"
