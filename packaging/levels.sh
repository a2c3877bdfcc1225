# shellcheck disable=SC2034  # what is set here is read where this is sourced
# Sourced. `functions <level>`: what a product of each level calls, a name a line. Sizes are measured for these
# programs (size.sh), and code is shared on AVR where it makes each of them smaller (avr/shrink.py).

LEVELS='decode token provisioned device pages test_code product every'

functions() {
    case $1 in
        empty) ;;
        decode) echo opaygo_token_decode ;;
        token) echo opaygo_token_decode opaygo_token_accept ;;
        # What the factory has provisioned by another program.
        provisioned) echo opaygo_open opaygo_enter opaygo_poll opaygo_query ;;
        device)
            functions provisioned
            echo opaygo_provision
            ;;
        pages | test_code)
            functions device
            echo "opaygo_with_$1"
            ;;
        product)
            functions device
            echo opaygo_keypad_init opaygo_keypad_push opaygo_keypad_poll opaygo_factory_init opaygo_factory_push
            ;;
        every) packaging/exports.sh include/opaygo.h ;;
    esac | tr ' ' '\n'
}

# For avr/shrink.py: each program's functions on a line. The first is the one whose calls are to be short. The check of a
# port is in none: no product calls it, and it shares no code with one.
programs() {
    for level in device $LEVELS; do
        functions "$level" | grep -vx -e opaygo_check_init -e opaygo_port_check | tr '\n' ' '
        echo
    done
}
