"""One shared copy of what functions begin and end with: the pushes, the frame and their undoing.

In line that is 2 bytes a register, twice, and 32 for a frame. The compiler saves the registers a function uses; here
r2 to r17, r28 and r29 are saved from one of a few on, so a function may save more than it did. One whose beginning or
end is not just as LLVM writes it stays as it is.
"""
import re
from collections import defaultdict

from assembly import shared, without_inline
from pointers import with_base_in_y

SAVED = [*range(2, 18), 28, 29]  # what a function must give back, in the order it is pushed
BEGINS = 2, 6, 12, 16, 28  # from which one on it is saved; with more there is more shared code than they spare
FRAME = ['in r28, 61', 'in r29, 62']


def add_to_y(lines, sign):
    """What `lines` begin by adding to Y (negative: taking from it), and how many they are."""
    first = re.match(r'(adiw|sbiw|subi) r28, (-?\d+)$', lines[0]) if lines else None
    if not first:
        return 0, 0
    if first[1] != 'subi':
        return (int(first[2]) if (first[1] == 'adiw') == (sign > 0) else None), 1
    high = re.match(r'sbci r29, (-?\d+)$', lines[1])
    amount = (int(first[2]) & 255) | (int(high[1]) & 255) << 8
    return (-amount & 0xFFFF if sign > 0 else amount), 2


class Frame:
    """The beginning and the ends of a function; `found` only if each is just as LLVM writes it."""

    def __init__(self, lines, set_sp):
        self.found, self.ends, self.start = False, [], 0
        at = 0
        while at < len(lines) and lines[at].startswith('push '):
            at += 1
        self.pushed = [int(line[6:]) for line in lines[:at]]
        self.has_y = lines[at:at + 2] == FRAME
        self.locals, used = 0, 0
        if self.has_y:
            at += 2
            self.locals, used = add_to_y(lines[at:], -1)
            if used:
                at += used
                if self.locals is None or lines[at:at + len(set_sp)] != set_sp:
                    return
                at += len(set_sp)
        self.start = at
        pops = [f'pop r{r}' for r in reversed(self.pushed)]
        for end in (i for i, line in enumerate(without_inline(lines, ';')) if line == 'ret'):
            begin = end - len(pops)
            if lines[begin:end] != pops:
                return
            if used:
                begin -= used + len(set_sp)
                if begin < at or lines[begin + used:begin + used + len(set_sp)] != set_sp or \
                        add_to_y(lines[begin:], 1) != (self.locals, used):
                    return
            self.ends.append((begin, end + 1))
        within = [line for i, line in enumerate(lines) if i >= at and not any(b <= i < e for b, e in self.ends)]
        moves_sp = any(re.match(r'(push|pop) |(in r\d+, |out )6[12]\b', line) for line in without_inline(within, ';'))
        self.found = bool(self.pushed) and not moves_sp and set(self.pushed) <= set(SAVED)


def shift_arguments(lines, above, by):
    """The lines with Y-relative accesses above the frame moved up; None where an address of Y's is not understood."""
    out = []
    for i, line in enumerate(lines):
        access = re.search(r'\bY\+(\d+)', line)
        if access and int(access[1]) > above:
            if int(access[1]) + by > 63:
                return None
            line = line.replace(access[0], f'Y+{int(access[1]) + by}')
        copy = re.match(r'movw r(\d+), r28$', line)
        if copy:
            low, high = int(copy[1]), int(copy[1]) + 1
            touch = [x for x in lines[i + 1:i + 12] if re.search(rf'\br({low}|{high})\b', x)][:2]
            offset = None
            if touch and (m := re.match(rf'adiw r{low}, (\d+)$', touch[0])):
                offset = int(m[1])
            elif len(touch) == 2 and (m := re.match(rf'subi r{low}, (-?\d+)$', touch[0])) and \
                    (n := re.match(rf'sbci r{high}, (-?\d+)$', touch[1])):
                offset = -((int(m[1]) & 255) | (int(n[1]) & 255) << 8) & 0xFFFF
            if offset is None or offset > above:
                return None
        elif re.search(r'\br2[89]\b', line) or re.search(r'\bY\b(?!\+\d)', line):
            return None
        out.append(line)
    return out


def share_saves(functions, arch, signatures):
    """Changes the functions; the shared code that they now need."""
    users, plain = defaultdict(list), defaultdict(list)  # by the first register they save; those without variables
    frames = [(function, Frame(function.lines, arch.set_sp)) for function in functions]
    pairs = [function for function, frame in frames if frame.found and len(frame.pushed) == 2 and not frame.has_y]
    for function, frame in frames:
        # What two registers save by it pays for the way in and out of the shared code where there are some.
        if not frame.found or len(frame.pushed) < 2 or function in pairs and any(
                sum(level in other.levels for other in pairs) < 4 for level in function.levels):
            continue
        if not frame.has_y:
            function.lines = with_base_in_y(function.lines, frame.start, frame.ends, signatures.of(function.name))
            frame = Frame(function.lines, arch.set_sp)
        low = max(r for r in BEGINS if r <= min(frame.pushed))
        saved = saved_from(low)
        more = len(saved) - len(frame.pushed)
        total = frame.locals + len(saved)
        if total + arch.pc > 255:
            continue
        lines, at = [f'ldi r26, {frame.locals}', f'{arch.call} shrink_save_r{low}'], frame.start
        for begin, end in frame.ends:
            lines += function.lines[at:begin] + [f'ldi r26, {total + arch.pc}', f'{arch.jump} shrink_restore_r{low}']
            at = end
        lines += function.lines[at:]
        if more and frame.has_y:
            lines = shift_arguments(lines, frame.locals + len(frame.pushed), more)
            if lines is None:
                continue
        function.lines = lines
        users[low].append(function)
        if not frame.locals:
            plain[low].append(function)
    for low in users:
        # To say that there are no variables is an entry's, 2 bytes, where that makes no program larger.
        programs = [set().union(*(function.levels for function in some)) for some in (users[low], plain[low])]
        if len(plain[low]) < 2 or programs[0] != programs[1]:
            plain[low] = []
        for function in plain[low]:
            function.lines = without_count(function.lines, low, arch)
    return save_code(sorted(users), {low for low in users if plain[low]}, arch) if users else []


def without_count(lines, low, arch):
    counted = {(f'ldi r26, {count}', f'{jump} shrink_{what}_r{low}'): f'{jump} shrink_{what}_only_r{low}'
               for what, jump, count in (('save', arch.call, 0), ('restore', arch.jump, len(saved_from(low)) + arch.pc))}
    out = []
    for line in lines:
        if out and (out[-1], line) in counted:
            out[-1] = counted[out[-1], line]
        else:
            out.append(line)
    return out


def saved_from(low):
    return [r for r in SAVED if r >= low]


def save_code(entries, plain, arch):
    """The shared code: its entries each push one register less. All but the longest are sections of their own."""
    def entry(what, r, lines):
        name = f'shrink_{what}_r{r}'
        if r not in plain:
            return shared(name, lines)
        count = 0 if what == 'save' else len(saved_from(r)) + arch.pc
        return shared(f'shrink_{what}_only_r{r}', [f'ldi r26, {count}', f'{name}:', *lines])

    # The return address waits in Z (and r27) while the registers go below it.
    take = ['pop r27'] * (arch.pc == 3) + ['pop r31', 'pop r30']
    give = ['push r30', 'push r31', 'push r27', 'ret'] if arch.pc == 3 else ['ijmp']
    save, restore, made = [*take], [f'{arch.call} shrink_saved_at'], []
    for r in SAVED[SAVED.index(entries[0]):]:
        if r in entries[1:]:
            made.append(entry('save', r, [*take, f'{arch.jump} .Lsave_r{r}']))
            made.append(entry('restore', r, [f'{arch.call} shrink_saved_at', f'{arch.jump} .Lrestore_r{r}']))
            save.append(f'.Lsave_r{r}:')
            restore.append(f'.Lrestore_r{r}:')
        save.append(f'push r{r}')
        restore.append(f'ld r{r}, -Z')
    save += [*FRAME, 'sub r28, r26', 'sbc r29, r1', *arch.set_sp, *give]
    # X is where the stack pointer goes in the end, Z one above the register that was pushed first.
    restore += [line.replace('r29', 'r27').replace('r28', 'r26') for line in arch.set_sp] + ['ret']
    # A function may have taken Y for something else. On the way there the return address was pushed.
    saved_at = ['in r30, 61', 'in r31, 62', 'clr r27', 'add r26, r30', 'adc r27, r31', 'movw r30, r26', 'adiw r30, 1', 'ret']
    return [entry('save', entries[0], save), entry('restore', entries[0], restore),
            shared('shrink_saved_at', saved_at), *made]
