"""A machine that runs one function of an AVR program on symbols.

A value is a number or a tuple that tells how it came about. Knows the instructions LLVM uses and the calling
convention; an instruction it does not know is an error.
"""
import re

from objects import SHARED, Wrong, assembly_takes, by_hand, need

SAVED = [*range(2, 18), 28, 29]
ARGUMENTS, RESULT = range(8, 26), range(18, 26)
CLOBBERED = [0, *range(18, 28), 30, 31]
# Of C and of the compiler: arguments and result.
HELPERS = {'memset': ([20, 21, 22, 24, 25], [24, 25]), **dict.fromkeys(('memcpy', 'memmove', 'memcmp'), ([*range(20, 26)], [24, 25])),
           '__udivmodqi4': ([22, 24], [24, 25]), '__udivmodhi4': ([*range(22, 26)],) * 2, '__udivmodsi4': ([*range(18, 26)],) * 2,
           '__mulsi3': ([*range(18, 26)], [*range(22, 26)]), '__muldi3': ([*range(10, 26)], [*range(18, 26)])}
OTHERS = 35  # of the values, those that are registers, flags and what is told of them; behind them is the stack
SP_L, SP_H, SREG = 61, 62, 63
# Their Z and N flags are those of the result.
PLAIN_Z = {'and', 'or', 'eor', 'add', 'adc', 'sub', 'inc', 'dec', 'com', 'neg', 'lsr', 'ror', 'asr'}
KEEP_CARRY = {'and', 'or', 'eor', 'inc', 'dec'}
TAKE_CARRY, TAKE_ZERO = {'adc', 'sbc', 'cpc', 'ror'}, {'sbc', 'cpc'}
TWO, ONE = {'add', 'adc', 'sub', 'sbc', 'and', 'or', 'eor'}, {'inc', 'dec', 'com', 'neg', 'lsr', 'ror', 'asr', 'swap'}
CONSTANT, COMPARE = {'subi', 'sbci', 'andi', 'ori'}, {'cp', 'cpc', 'cpi'}
BRANCH = {'breq': ('Z', 1), 'brne': ('Z', 0), 'brcs': ('C', 1), 'brcc': ('C', 0), 'brmi': ('N', 1), 'brpl': ('N', 0),
          'brlt': ('S', 1), 'brge': ('S', 0), 'brts': ('T', 1), 'brtc': ('T', 0), 'brvs': ('V', 1), 'brvc': ('V', 0)}
# By the kind of relocation, what the linker writes an address into; all others are for `ldi`.
RELOCATED = {'CALL': {'call', 'jmp'}, '13_PCREL': {'rcall', 'rjmp'}, '7_PCREL': set(BRANCH)}
JUMPS = set().union(*RELOCATED.values())


def reg(name):
    return int(name[1:])


def number(text):
    return int(text, 0)


def compares(flags):
    """Whether equal so far means that nothing is carried: from a comparison's first byte on."""
    if flags[0] != 'f' or flags[1] in ('cp', 'sub'):
        return flags[0] == 'f'
    return flags[1] in TAKE_ZERO and len(flags) > 4 and compares(flags[4])


def is_return(value):
    return isinstance(value, tuple) and value[0] == 'ret'


class Side:
    """One of the two programs while a function of it runs. Values are numbers or tuples. What a register holds that carries
    no argument or no result is ('nothing', ...): nothing may come of it."""

    def __init__(self, code, arch, signatures):
        self.signatures = signatures
        self.code, self.wide, self.low_first = code, arch == 'avr6', arch == 'avrxmega3'

    def start(self, section):
        takes, self.result, *self.indirect = self.signatures[section.removeprefix('.text.')]
        self.regs = [('init' if r in SAVED else 'nothing', r) for r in range(32)]
        self.regs[1] = 0
        for k, r in enumerate(takes):
            self.regs[r] = ('argument', k)
        self.kept = {r: self.regs[r] for r in SAVED}
        self.flags, self.tested, self.unequal = ('flags',), ((('flags',), 0),), ()
        self.stack, self.saved, self.interrupts = [], None, True
        self.at, self.half = (section, 0), None
        self.assembly = (section, *by_hand(self.code[section])) if assembly_takes(section) else None

    def told(self):
        """The instructions of the assembly, by where they are in it."""
        section, begin, end = self.assembly
        for at, (op, operands, length, target) in self.code[section].items():
            if begin <= at < end:
                if target and assembly_takes(target[1]):
                    target = *target[:2], target[2] - by_hand(self.code[target[1]])[0]
                yield at - begin, op, tuple(operands), length, target

    # The stack: `stack[i]` is i bytes under the caller's stack pointer, None where the function's own variables are.
    # `saved` is how many registers lie above those. ('lo' and 'hi', 'L', k) is an address k bytes above the first
    # variable's end, whatever was saved; with 'A', k bytes above the caller's stack pointer.

    def name(self, address):
        return ('A', address) if address > 0 else ('L', address + self.saved)

    def address(self, low, high):
        if isinstance(low, tuple) and isinstance(high, tuple) and low[0] == 'lo' and high[0] == 'hi' and low[1:] == high[1:]:
            return low[2] if low[1] == 'A' else low[2] - self.saved
        return None

    def is_nothing(self, value):
        """Also what the caller keeps in a register that is no argument."""
        return isinstance(value, tuple) and value[0] in ('nothing', 'init')

    def set_pair(self, r, address):
        self.regs[r], self.regs[r + 1] = ('lo', *self.name(address)), ('hi', *self.name(address))

    def add(self, r, k):
        low, high = self.regs[r], self.regs[r + 1]
        address = self.address(low, high)
        if address is not None:
            self.set_pair(r, address + k)
        else:
            self.set_sum(r, low, high, k)
        self.set_flags('adiw', low, high, k & 0xFFFF)

    def set_sum(self, r, low, high, k):
        """A pair to which a constant is added; to a sum, it is added to that."""
        if isinstance(low, tuple) and isinstance(high, tuple) and low[0] == 'low+' and high == ('high+', *low[1:]):
            low, high, k = low[1], low[2], low[3] + k
        self.regs[r], self.regs[r + 1] = ('low+', low, high, k & 0xFFFF), ('high+', low, high, k & 0xFFFF)

    def second_half(self, op, r, operand):
        """The upper byte of a pair to which a constant is added or from which one is taken."""
        if op not in ('sbc', 'adc') or not r & 1 or not isinstance(self.regs[r - 1], tuple):
            return False
        low, high = self.regs[r - 1], self.regs[r]
        if op == 'adc' and high == 0:
            high, operand = operand, high
        if len(low) != 3 or low[0] not in ('sub', 'add') or self.flags[:4] != ('f', *low):
            return False
        first, constant = low[1:]
        if low[0] == 'add' and isinstance(first, int):
            first, constant = constant, first
        address = self.address(first, high)
        if not isinstance(constant, int) or not isinstance(operand, int):
            return False
        delta = constant | operand << 8
        delta -= 0x10000 if delta >= 0x8000 else 0
        delta = delta if op == 'adc' else -delta
        before = self.flags if op in TAKE_ZERO else self.carry()
        if address is None:
            self.set_sum(r - 1, first, high, delta)
        else:
            self.set_pair(r - 1, address + delta)
        self.set_flags(op, high, operand, before, self.regs[r])
        return True

    def memory(self, operand):
        """The address of a load or store, its pointer moved as told."""
        m = re.fullmatch(r'(-?)([XYZ])(\+?)(\d*)', operand)
        need(m, f'operand {operand}')
        r = {'X': 26, 'Y': 28, 'Z': 30}[m[2]]
        flags, tested = self.flags, self.tested
        if m[1]:
            self.add(r, -1)
        low, high = self.regs[r], self.regs[r + 1]
        if m[3] and not m[4]:
            self.add(r, 1)
        self.flags, self.tested = flags, tested
        need(not self.is_nothing(low) and not self.is_nothing(high), 'an address is nothing')
        offset = int(m[4] or '0')
        address = self.address(low, high)
        if address is None and isinstance(low, tuple) and low[0] == 'low+' and high == ('high+', *low[1:]):
            _, low, high, more = low
            offset = offset + more & 0xFFFF
        if address is None:
            return None, ('at', low, high, offset)
        return address + offset, self.name(address + offset)

    def jump(self, target):
        self.at = target[1:]

    def push_return(self):
        parts = ('ret', self.at, 'lo'), ('ret', self.at, 'hi'), ('ret', self.at, 'top')
        self.stack += parts[:3 if self.wide else 2]

    def steps(self):
        """Runs; yields what can be seen from outside, is sent what loads and calls give."""
        for _ in range(20000):
            section, at = self.at
            if self.assembly and self.at == self.assembly[:2]:
                # It keeps Y and the stack, and leaves r1 zero.
                came = yield ('assembly', tuple(self.told()), tuple(self.regs[r] for r in assembly_takes(section)), self.regs[1], self.interrupts)
                self.regs = [self.regs[r] if r in (1, 28, 29) else (came, r) for r in range(32)]
                self.flags, self.tested, self.at = (came, 'flags'), (((came, 'flags'), 0),), (section, self.assembly[2])
                continue
            need(at in self.code[section], f'no code at {section}+{at:#x}')
            op, operands, length, target = self.code[section][at]
            self.at = (section, at + length)
            regs = self.regs
            need(not (self.low_first and self.half) or (op, *operands[:1]) == ('out', hex(SP_H)), 'half of the stack pointer is written')
            # The linker writes into an instruction what is right for another one, or nothing.
            need(op in RELOCATED.get(target[0], {'ldi'}) if target else op not in JUMPS, f'{op} with the target {target}')
            if op in ('rjmp', 'jmp') and (target[1] == section or target[1].startswith(SHARED)):
                self.jump(target)
            elif op in ('call', 'rcall') and target[1].startswith(SHARED):
                self.push_return()
                self.jump(target)
            elif op in ('call', 'rcall', 'icall', 'eicall', 'jmp', 'rjmp'):
                where = (regs[30], regs[31]) if op in ('icall', 'eicall') else target[1:]
                takes, gives = self.indirect if op in ('icall', 'eicall') else self.carried(target[1].removeprefix('.text.'))
                need(takes or op not in ('icall', 'eicall'), 'the table knows no such call')
                need(regs[1] == 0, 'r1 is not zero at a call')
                given = yield ('call', where, tuple(regs[r] for r in takes), self.interrupts)
                for r in CLOBBERED:
                    regs[r] = (given, r) if r in gives else ('nothing', given, r)
                self.flags, self.tested = (given, 'flags'), (((given, 'flags'), 0),)
                if op in ('jmp', 'rjmp') and (yield from self.leave()):
                    return
            elif op == 'ret':
                if (yield from self.leave()):
                    return
            elif op == 'ijmp':
                need(regs[30][0] == regs[31][0] == 'ret' and regs[30][1] == regs[31][1] and
                     (regs[30][2], regs[31][2]) == ('lo', 'hi') and not self.wide, 'ijmp elsewhere')
                self.at = regs[30][1]
            elif op in BRANCH:
                flag, value = BRANCH[op]
                condition = self.condition(flag)
                there, on = (target[1:], self.at) if value else (self.at, target[1:])
                if condition in (('Z', True), ('Z', False)):
                    self.at = there if condition[1] else on
                else:
                    self.at = yield ('branch', condition, there, on)
            elif op in ('sbrc', 'sbrs', 'cpse'):
                over = (section, self.at[1] + self.code[section][self.at[1]][2])
                if op == 'cpse':
                    condition = ('Z', ((regs[reg(operands[0])], regs[reg(operands[1])]),))
                else:
                    condition = ('Z', ((('and', regs[reg(operands[0])], 1 << int(operands[1])), 0),))
                there, on = (self.at, over) if op == 'sbrs' else (over, self.at)
                self.at = yield ('branch', condition, there, on)
            elif op in ('ld', 'ldd', 'lpm'):
                r = reg(operands[0])
                address, name = self.memory(operands[1])
                slot = -address if address is not None else -1
                if op != 'lpm' and 0 <= slot < len(self.stack) and self.stack[slot] is not None:
                    regs[r] = self.stack[slot]
                else:
                    regs[r] = yield (op[:2], name, self.interrupts)
            elif op in ('st', 'std'):
                value = regs[reg(operands[1])]
                address, name = self.memory(operands[0])
                slot = -address if address is not None else -1
                need(not 0 <= slot < len(self.stack) or self.stack[slot] is None, 'a saved register is overwritten')
                need(not self.is_nothing(value), 'what is nothing is stored')
                yield ('st', name, value, self.interrupts)
            elif op == 'push':
                self.stack.append(regs[reg(operands[0])])
            elif op == 'pop':
                need(self.stack and self.stack[-1] is not None, 'pop of nothing that was pushed')
                regs[reg(operands[0])] = self.stack.pop()
            elif op == 'in':
                self.read_io(reg(operands[0]), number(operands[1]))
            elif op == 'out':
                self.write_io(number(operands[0]), regs[reg(operands[1])])
            elif op == 'cli':
                self.interrupts = False
            else:
                self.compute(op, operands, target)
        raise Wrong('it does not end')

    def carried(self, name):
        """What of the registers is said to a function and by it."""
        return self.signatures[name][:2] if name in self.signatures else HELPERS.get(name, (ARGUMENTS, RESULT))

    def leave(self):
        """A `ret`: back to the caller of a shared piece, or out of the function (then true)."""
        if self.stack:
            size = 3 if self.wide else 2
            top = self.stack[-size:]
            need(all(isinstance(x, tuple) and x[0] == 'ret' and x[1] == top[0][1] for x in top) and
                 [x[2] for x in top] == ['lo', 'hi', 'top'][:size], 'ret to no return address')
            del self.stack[-size:]
            self.at = top[0][1]
            return False
        for r in SAVED:
            need(self.regs[r] == self.kept[r], f'r{r} is not given back')
        need(self.regs[1] == 0, 'r1 is not zero at the end')
        yield ('ret', tuple(self.regs[r] for r in self.result), self.interrupts)
        return True

    def read_io(self, r, port):
        if port == SREG:
            self.regs[r] = ('sreg', self.flags, self.tested, self.interrupts)
            return
        need(port in (SP_L, SP_H), f'in {port}')
        if self.saved is None:
            self.saved = len(self.stack)
        self.regs[r] = ('lo' if port == SP_L else 'hi', *self.name(-len(self.stack)))

    def write_io(self, port, value):
        need(port in (SREG, SP_L, SP_H) and isinstance(value, tuple), f'out {port}')
        if port == SREG:
            need(value[0] == 'sreg', 'the status is set to something else')
            self.flags, self.tested, self.interrupts = value[1:]
        elif port == (SP_L if self.low_first else SP_H):
            # Where the low half is first, its write holds interrupts back for what `steps` sees to come next.
            need(self.low_first or not self.interrupts, 'the stack pointer is written with interrupts on')
            self.half = value
        else:
            # One instruction after interrupts are let in again they still wait.
            address = self.address(*((self.half, value) if self.low_first else (value, self.half)))
            need(address is not None and address <= 0, 'the stack pointer is set to something else')
            depth = -address
            need(not any(is_return(x) for x in self.stack[depth:]), 'a return address is thrown away')
            self.stack, self.half = self.stack[:depth] + [None] * (depth - len(self.stack)), None

    def carry(self):
        """What the carry flag hangs on."""
        f = self.flags
        while f[0] == 'f' and f[1] in KEEP_CARRY:
            f = f[-2]
        return f

    def condition(self, flag):
        f = self.carry() if flag == 'C' else self.flags
        if flag == 'N' and f[0] == 'f' and f[1] in PLAIN_Z:
            return ('N', f[-1])
        if flag == 'Z':
            pairs = [pair for pair in self.tested if pair[0] != pair[1]]
            if pairs and tuple(pairs) == self.unequal or any(isinstance(x, int) and isinstance(y, int) for x, y in pairs):
                return (flag, False)
            return (flag, tuple(pairs) or True)
        return (flag, f)

    def set_flags(self, *f):
        """`tested` is what the Z flag tells to be equal, as pairs; `unequal` are pairs of which a branch told that not all are."""
        before, last, self.flags = self.tested, self.flags, ('f', *f)
        if f[0] == 'cpc' and not compares(last):
            self.tested = ((self.flags, 0),)
        elif f[0] in COMPARE:
            self.tested = ((f[2], f[1]) if isinstance(f[1], int) else f[1:3],)
        else:
            self.tested = ((f[-1] if f[0] in PLAIN_Z | TAKE_ZERO else self.flags, 0),)
        if f[0] in TAKE_ZERO:
            self.tested = before + self.tested

    def compute(self, op, operands, target):
        regs = self.regs
        r = reg(operands[0]) if operands and operands[0][0] == 'r' else None
        # It is the same with a number and with a register that holds it.
        constant = op in CONSTANT
        op = op.removesuffix('i') if constant else op
        carry = (self.carry(),) if op in TAKE_CARRY else ()
        before = (self.flags,) if op in KEEP_CARRY or op in TAKE_ZERO else carry
        used = [reg(x) for x in operands if re.fullmatch(r'r\d+', x)][op == 'ldi':]
        clears = op == 'eor' and used[0] == used[1]
        need(op in ('mov', 'movw') or clears or not any(self.is_nothing(regs[x]) for x in used), f'{op} of what is nothing')
        if op == 'mov':
            regs[r] = regs[reg(operands[1])]
        elif op == 'movw':
            regs[r], regs[r + 1] = regs[reg(operands[1])], regs[reg(operands[1]) + 1]
        elif op == 'ldi':
            regs[r] = ('constant', target) if target else number(operands[1])
        elif op in ('adiw', 'sbiw'):
            self.add(r, number(operands[1]) * (1 if op == 'adiw' else -1))
        elif op in TWO:
            a, b = regs[r], number(operands[1]) if constant else regs[reg(operands[1])]
            if self.second_half(op, r, b):
                return
            result = self.simple(op, a, b, carry)
            self.set_flags(op, a, b, *before, result)
            regs[r] = result
        elif op in COMPARE:
            a, b = regs[r], number(operands[1]) if op == 'cpi' else regs[reg(operands[1])]
            self.set_flags('cp' if op == 'cpi' else op, a, b, *before)
        elif op in ONE:
            result = (op, regs[r], *carry)
            if op != 'swap':
                self.set_flags(op, regs[r], *before, result)
            regs[r] = result
        elif op in ('set', 'clt'):
            self.set_flags(op, self.flags)
        elif op == 'mul':
            a, b = regs[r], regs[reg(operands[1])]
            regs[0], regs[1] = ('mul', a, b), ('mul high', a, b)
            self.set_flags(op, a, b)
        else:
            raise Wrong(f'unknown instruction {op}')

    @staticmethod
    def simple(op, a, b, carry):
        if op == 'eor' and a == b:
            return 0
        if op in ('and', 'or') and a == b:
            return a
        if op == 'and' and isinstance(a, int) and isinstance(b, int):
            return a & b
        if op == 'or' and isinstance(a, int) and isinstance(b, int):
            return a | b
        if op == 'and' and 0 in (a, b):
            return 0
        if op in ('or', 'eor') and 0 in (a, b):
            return a if b == 0 else b
        if op in ('add', 'sub') and b == 0 and not (isinstance(a, tuple) and a[0] == 'lo'):
            return a
        return (op, a, b, *carry)

    # What is known of it in one place, as a list of values, and back.

    def values(self):
        return [*self.regs, self.flags, self.tested, self.unequal, *self.stack]

    def resume(self, values, saved, interrupts, at):
        self.regs, (self.flags, self.tested, self.unequal), self.stack = list(values[:32]), values[32:OTHERS], list(values[OTHERS:])
        self.saved, self.at, self.interrupts, self.half = saved, at, interrupts, None
