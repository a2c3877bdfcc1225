"""Draws lines over a number as an SVG, a panel beside the other. Knows no unit but seconds."""

WIDTH, HEIGHT = 400, 300
LEFT, RIGHT, TOP, BOTTOM = 70, 24, 64, 56
COLOURS = ("#b5482a", "#1f6f8b")


def ticks(most):
    """Round numbers from 0 to at least `most`, four to six of them."""
    size = 10.0 ** -6
    while True:
        for step in (1, 2, 5):
            if most / (step * size) <= 5:
                count = -int(-most // (step * size))
                return [i * step * size for i in range(count + 1)]
        size *= 10


def text(x, y, what, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{what}</text>\n'


def panel(x, title, across, lines):
    points = [point for line in lines.values() for point in line]
    right, top = ticks(max(a for a, _ in points)), ticks(max(b for _, b in points))
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def place(a, b):
        return x + LEFT + wide * a / right[-1], TOP + high * (1 - b / top[-1])

    out = text(x + LEFT, TOP - 14, title, 'font-weight="bold"')
    scale, unit = (1e3, "ms") if top[-1] < 1 else (1, "s")
    for b in top:
        _, y = place(0, b)
        out += f'<path d="M{x + LEFT} {y:.1f}h{wide}" stroke="#ddd"/>\n'
        out += text(x + LEFT - 8, y + 4, f"{b * scale:g} {unit}", 'text-anchor="end"')
    for a in right:
        out += text(place(a, 0)[0], TOP + high + 20, f"{a:,.0f}", 'text-anchor="middle"')
    out += text(x + LEFT + wide / 2, TOP + high + 42, across, 'text-anchor="middle"')
    for (label, line), colour in zip(lines.items(), COLOURS):
        placed = [place(a, b) for a, b in line]
        out += f'<path d="M{" L".join(f"{a:.1f} {b:.1f}" for a, b in placed)}" stroke="{colour}" stroke-width="2"/>\n'
        out += "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>\n' for a, b in placed)
        (a, b), (before, under) = placed[-1], placed[-2]
        out += text(a - 8, b - 10, f"{label}, {line[-1][1] * scale:.3g} {unit}", f'text-anchor="end" fill="{colour}"')
    return out


def plot(title, across, panels):
    """`panels`: (title, {label: [(number, seconds)]})."""
    width = WIDTH * len(panels)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
            'font-family="sans-serif" font-size="12" fill="none">\n'
            f'<rect width="{width}" height="{HEIGHT}" fill="#fff"/>\n<g fill="#222">\n' +
            text(16, 24, title, 'font-size="15"') +
            "".join(panel(WIDTH * i, name, across, lines) for i, (name, lines) in enumerate(panels)) +
            '</g>\n</svg>\n')
