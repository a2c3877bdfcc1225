# shellcheck disable=SC2034  # what is set here is read where this is sourced
# Sourced, with families.sh and toolchain.sh. Compiles for the family that choose_family chose:
#   prepare_rust <family>    chooses the compiler; sets BUILT, the family's target directory, and TARGET
#   build_rust <options>     cargo rustc of a library, in release; it goes to $BUILT/<name of the target>/release
# Each family has a directory of its own, for cargo lets one build into a directory at a time. Knows
# nothing of what is made of it.

prepare_rust() {
    choose_toolchain "$TRIPLE" ${TARGET_EDIT:+source}
    unset CARGO_ENCODED_RUSTFLAGS
    directory=${CARGO_TARGET_DIR:-target}/archive BUILT=$directory/$1 TARGET=$TRIPLE

    # What the compiling itself needs, above all the derive macros, is the same for every family: made once for each
    # compiler, by a check, which makes little else, and copied. The move lets no half of it be taken for the whole.
    if ! [ -d "$BUILT" ]; then
        same=$directory/$(echo "$TOOLCHAIN" | tr -cs '[:alnum:].\n' -)
        RUSTFLAGS='' $CARGO check --quiet --locked --lib --release --target-dir "$same"
        cp -a "$same" "$BUILT.$$"
        mv "$BUILT.$$" "$BUILT"
    fi

    if [ -n "$TARGET_EDIT" ]; then
        TARGET=$BUILT/$TRIPLE-opaygo.json
        RUSTC_BOOTSTRAP=1 $RUSTC --print target-spec-json -Zunstable-options --target "$TRIPLE" | sed "$TARGET_EDIT" >"$TARGET"
        # Cargo before 1.95 took such a file without being told.
        ! $CARGO -Zhelp 2>/dev/null | grep -q json-target-spec || CARGO_OPTIONS="$CARGO_OPTIONS -Zjson-target-spec"
    fi
}

build_rust() {
    # A wrapper that is there already, as a cache of the user's, stays.
    # shellcheck disable=SC2086  # the options are lists
    RUSTC_WRAPPER=${RUSTC_WRAPPER-$PWD/packaging/rustc.sh} RUSTFLAGS="$RUST_FLAGS" \
        $CARGO rustc --quiet --locked --lib --release $CARGO_OPTIONS \
        --config "profile.release.opt-level='$OPT_LEVEL'" --target "$TARGET" --target-dir "$BUILT" "$@"
}
