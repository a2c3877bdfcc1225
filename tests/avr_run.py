"""An AVR that runs a function of an object on numbers: what packaging/avr/machine.py does on symbols, written apart.

`trace` gives what can be seen of a run from outside. Memory, arguments and what calls give are made up from a seed, with
the numbers that the function compares with among them. Knows nothing of what the function is for.
"""
import hashlib
import random

ARGUMENTS = [*range(8, 26)]  # of what is not in the table
FRAME = 0x4000  # the stack pointer when a function is entered


class Stop(Exception):
    """The run comes to what is no instruction, or goes astray."""


def signed(value):
    return value - 256 if value & 128 else value


class Avr:
    def __init__(self, code, arch, signatures, seed, likely):
        self.signatures = signatures
        self.code, self.pc_bytes, self.seed, self.likely = code, 3 if arch == 'avr6' else 2, seed, likely
        self.low_holds = arch == 'avrxmega3'  # what is written to the low half of the stack pointer holds interrupts back
        chance = random.Random(seed)
        self.r = [chance.choice(likely) if chance.random() < .5 else chance.randrange(256) for _ in range(32)]
        self.r[1] = 0
        self.flags = {flag: chance.randrange(2) for flag in 'CZNVST'}
        self.interrupts, self.held, self.half, self.sp, self.memory, self.given, self.seen = 1, 0, None, FRAME, {}, 0, []
        self.returns = {}  # what a return address in memory stands for

    def made_up(self, what):
        number = int.from_bytes(hashlib.blake2b(f'{self.seed} {what}'.encode(), digest_size=4).digest(), 'little')
        return self.likely[(number >> 8) % len(self.likely)] if number & 3 else (number >> 8) & 255

    def load(self, address):
        address &= 0xFFFF
        if address not in self.memory:
            self.memory[address] = self.made_up(f'memory {address}')
        return self.memory[address]

    def pair(self, r):
        return self.r[r] | self.r[r + 1] << 8

    def set_pair(self, r, value):
        self.r[r], self.r[r + 1] = value & 255, value >> 8 & 255

    def logic(self, value):
        self.flags.update(Z=value == 0, N=value >> 7, V=0, S=value >> 7)
        return value

    def subtract(self, a, b, carry=0, chained=False):
        value = a - b - carry
        low = value & 255
        overflow = signed(a) - signed(b) - carry not in range(-128, 128)
        self.flags.update(C=value < 0, Z=low == 0 and (self.flags['Z'] or not chained), N=low >> 7, V=overflow, S=(low >> 7) != overflow)
        return low

    def add(self, a, b, carry=0):
        value = a + b + carry
        low = value & 255
        overflow = signed(a) + signed(b) + carry not in range(-128, 128)
        self.flags.update(C=value > 255, Z=low == 0, N=low >> 7, V=overflow, S=(low >> 7) != overflow)
        return low

    def shift(self, value, carry, top):
        low = value >> 1 | top << 7
        self.flags.update(C=carry, Z=low == 0, N=top, V=top != carry, S=carry)
        return low

    def pointer(self, text):
        r = {'X': 26, 'Y': 28, 'Z': 30}[text.strip('-+0123456789')]
        if text[0] == '-':
            self.set_pair(r, self.pair(r) - 1)
        address = self.pair(r) + int(text[2:] or '0') if text[1:2] == '+' else self.pair(r)
        if text[1:] == '+':
            address = self.pair(r)
            self.set_pair(r, address + 1)
        return address & 0xFFFF

    def push(self, value):
        self.memory[self.sp & 0xFFFF] = value
        self.sp -= 1

    def pop(self):
        self.sp += 1
        return self.load(self.sp)

    def push_return(self, at):
        number = 0x8000 + len(self.returns)
        self.returns[number] = at
        for k in range(self.pc_bytes):
            self.push(number >> 8 * k & 255)

    def go_back(self):
        """A `ret`; None where it leaves the function."""
        if self.sp == FRAME:
            return None
        number = 0
        for _ in range(self.pc_bytes):
            number = number << 8 | self.pop()
        return self.known(number)

    def known(self, number):
        if number not in self.returns:
            raise Stop('a jump to nowhere')
        return self.returns[number]

    def leave(self):
        kept = tuple(self.r[r] for r in (*range(1, 18), 28, 29))
        self.seen.append(('ret', tuple(self.r[x] for x in self.own[1]), kept, self.sp, self.interrupts))

    def run(self, section, limit=3000):
        """What is seen, until the function is left, goes astray, or has done `limit` instructions."""
        at = (section, 0)
        self.own = self.signatures[section.removeprefix('.text.')]
        try:
            for _ in range(limit):
                at = self.step(at)
                if at is None:
                    break
        except (Stop, KeyError, IndexError, ValueError) as why:
            self.seen.append(('astray', type(why).__name__))
        return self.seen

    def step(self, at):
        section, address = at
        op, operands, length, target = self.code[section][address]
        if self.half and self.interrupts and not self.held:
            self.seen.append(('an interrupt finds half a stack pointer',))
        self.held = max(self.held - 1, 0)
        on, r, f = (section, address + length), self.r, self.flags
        d = int(operands[0][1:]) if operands and operands[0][0] == 'r' else None
        s = int(operands[1][1:]) if len(operands) > 1 and operands[1][0] == 'r' else None
        k = int(operands[1], 0) if len(operands) > 1 and operands[1][0].isdigit() else None
        if op in ('call', 'rcall', 'jmp', 'rjmp', 'icall', 'eicall'):
            calls = 'call' in op
            if op not in ('icall', 'eicall') and (target[1].startswith('.text.shrink_') or target[1] == section and not calls):
                if calls:
                    self.push_return(on)
                return target[1:]
            where = self.pair(30) if op in ('icall', 'eicall') else target[1:]
            pointer = op in ('icall', 'eicall')
            takes = self.own[2] if pointer else self.signatures.get(target[1].removeprefix('.text.'), [ARGUMENTS])[0]
            self.seen.append(('call', where, r[1], tuple(r[x] for x in takes), self.sp, self.interrupts))
            self.given += 1
            for x in (0, *range(18, 28), 30, 31):
                r[x] = self.made_up(f'call {self.given} {x}')
            for flag in f:
                f[flag] = self.made_up(f'call {self.given} {flag}') & 1
            if calls:
                return on
            op = 'ret'
        if op == 'ret':
            back = self.go_back()
            if back is None:
                self.leave()
            return back
        if op == 'ijmp':
            return self.known(self.pair(30))
        if op[:2] == 'br':
            flag, value = {'eq': 'Z1', 'ne': 'Z0', 'cs': 'C1', 'cc': 'C0', 'lo': 'C1', 'sh': 'C0', 'mi': 'N1', 'pl': 'N0', 'lt': 'S1',
                           'ge': 'S0', 'ts': 'T1', 'tc': 'T0', 'vs': 'V1', 'vc': 'V0'}[op[2:]]
            return target[1:] if f[flag] == int(value) else on
        if op in ('sbrc', 'sbrs', 'cpse'):
            skips = r[d] == r[s] if op == 'cpse' else r[d] >> k & 1 == (op == 'sbrs')
            return (section, on[1] + self.code[section][on[1]][2]) if skips else on
        if op in ('ld', 'ldd', 'lpm'):
            place = self.pointer(operands[1])
            r[d] = self.made_up(f'flash {place}') if op == 'lpm' else self.load(place)
            self.seen.append((op[:2], place))
        elif op in ('st', 'std'):
            value = r[s]
            place = self.pointer(operands[0])
            self.memory[place] = value
            self.seen.append(('st', place, value))
        elif op == 'push':
            self.push(r[d])
        elif op == 'pop':
            r[d] = self.pop()
        elif op == 'in':
            bits = sum(bool(f[flag]) << i for i, flag in enumerate('CZNVS')) | f['T'] << 6 | self.interrupts << 7
            r[d] = {61: self.sp & 255, 62: self.sp >> 8 & 255, 63: bits}[int(operands[1], 0)]
        elif op == 'out':
            self.output(int(operands[0], 0), r[s])
        elif op == 'cli':
            self.interrupts = 0
        else:
            self.compute(op, d, s, k, target)
        return on

    def output(self, port, value):
        if port == 63:
            self.flags.update({flag: value >> i & 1 for i, flag in enumerate('CZNVS')}, T=value >> 6 & 1)
            self.held = int(value >> 7 > self.interrupts)
            self.interrupts = value >> 7
        elif port in (61, 62):
            self.half = port if self.half in (None, port) else None
            self.sp = self.sp & 0xFF00 | value if port == 61 else self.sp & 255 | value << 8
            self.held = 4 if self.low_holds and port == 61 else 0
        else:
            raise Stop('an output')

    def compute(self, op, d, s, k, target):
        r, f = self.r, self.flags
        b = k if s is None else r[s]
        if op == 'mov':
            r[d] = r[s]
        elif op == 'movw':
            self.set_pair(d, self.pair(s))
        elif op == 'ldi':
            r[d] = self.made_up(target) if target else k
        elif op in ('add', 'adc'):
            r[d] = self.add(r[d], b, f['C'] if op == 'adc' else 0)
        elif op in ('sub', 'subi', 'sbc', 'sbci'):
            chained = op[:3] == 'sbc'
            r[d] = self.subtract(r[d], b, f['C'] if chained else 0, chained)
        elif op in ('cp', 'cpi', 'cpc'):
            self.subtract(r[d], b, f['C'] if op == 'cpc' else 0, op == 'cpc')
        elif op in ('and', 'andi'):
            r[d] = self.logic(r[d] & b)
        elif op in ('or', 'ori'):
            r[d] = self.logic(r[d] | b)
        elif op == 'eor':
            r[d] = self.logic(r[d] ^ b)
        elif op == 'com':
            r[d] = self.logic(255 - r[d])
            f['C'] = 1
        elif op == 'neg':
            r[d] = self.subtract(0, r[d])
        elif op in ('inc', 'dec'):
            value = r[d] + (1 if op == 'inc' else -1) & 255
            overflow = value == (128 if op == 'inc' else 127)
            f.update(Z=value == 0, N=value >> 7, V=overflow, S=(value >> 7) != overflow)
            r[d] = value
        elif op in ('lsr', 'ror', 'asr'):
            r[d] = self.shift(r[d], r[d] & 1, {'lsr': 0, 'ror': int(f['C']), 'asr': r[d] >> 7}[op])
        elif op == 'swap':
            r[d] = r[d] >> 4 | r[d] << 4 & 255
        elif op in ('adiw', 'sbiw'):
            before, k = self.pair(d), k if op == 'adiw' else -k
            value = before + k & 0xFFFF
            up, was = value >> 15, before >> 15
            overflow = up and not was if k > 0 else was and not up
            f.update(Z=value == 0, N=up, V=overflow, S=up != overflow, C=before + k != value)
            self.set_pair(d, value)
        elif op == 'mul':
            product = r[d] * r[s]
            self.set_pair(0, product)
            f.update(Z=product == 0, C=product >> 15)
        elif op in ('set', 'clt'):
            f['T'] = int(op == 'set')
        else:
            raise Stop(op)


def likely(code, sections):
    """Numbers that decide something: 0, 1, 255, and what the sections compare with and are near it."""
    numbers = {0, 1, 2, 255}
    for section in sections:
        for op, operands, _, target in code[section].values():
            if len(operands) > 1 and not target and operands[1][:1].isdigit():
                numbers |= {int(operands[1], 0) + k & 255 for k in (-1, 0, 1)}
    return sorted(numbers)


def trace(code, arch, signatures, section, seed, numbers):
    return Avr(code, arch, signatures, seed, numbers).run(section)
