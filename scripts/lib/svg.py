"""Terminal text with colours (`tmux capture-pane -e -p -N`) as an SVG picture."""
import html, re, unicodedata

CELL, LINE, FONT = 8.4, 18, 14
PALETTE = ["#2b303b", "#f2777a", "#8fd18f", "#e6c07b", "#6ea8fe", "#c39bf5", "#6fd3d0", "#c9ced8",
           "#737b8c", "#ff8f92", "#a6e3a1", "#f9d99a", "#8fbcff", "#d6b8ff", "#8ee8e4", "#ffffff"]
TEXT, GROUND = "#c9ced8", "#15181f"
SGR = re.compile(r"\x1b\[([\d;]*)m")


def width(character):
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def indexed(number):
    if number < 16:
        return PALETTE[number]
    if number >= 232:
        level = 8 + (number - 232) * 10
        return f"#{level:02x}{level:02x}{level:02x}"
    steps = [0, 95, 135, 175, 215, 255]
    number -= 16
    return "#%02x%02x%02x" % (steps[number // 36], steps[number // 6 % 6], steps[number % 6])


class Look:
    def __init__(self):
        self.foreground, self.background, self.flags = None, None, frozenset()

    def apply(self, codes):
        codes = [int(code or 0) for code in codes.split(";")]
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.__init__()
            elif code in (1, 2, 3, 4, 7):
                self.flags |= {code}
            elif code in (22, 23, 24, 27):
                self.flags -= {1, 2} if code == 22 else {code - 20}
            elif code in (38, 48):
                kind = codes.pop(0)
                color = indexed(codes.pop(0)) if kind == 5 else "#%02x%02x%02x" % tuple(codes.pop(0) for _ in range(3))
                self.set(code == 38, color)
            elif code in (39, 49):
                self.set(code == 39, None)
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self.set(True, PALETTE[code - 30 if code < 90 else code - 82])
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self.set(False, PALETTE[code - 40 if code < 100 else code - 92])

    def set(self, is_foreground, color):
        if is_foreground:
            self.foreground = color
        else:
            self.background = color

    def colors(self):
        front, back = self.foreground or TEXT, self.background
        return (back or GROUND, front) if 7 in self.flags else (front, back)

    def key(self):
        return (*self.colors(), self.flags)


def render(text, columns):
    lines = text.rstrip("\n").split("\n")
    body, look = [], Look()
    for row, line in enumerate(lines):
        runs, column = [], 0
        for index, part in enumerate(SGR.split(line)):
            if index % 2:
                look.apply(part)
                continue
            for character in part:
                if runs and runs[-1][2] == look.key():
                    runs[-1][1] += character
                else:
                    runs.append([column, character, look.key()])
                column += width(character)
        for start, words, (front, back, flags) in runs:
            cells = sum(map(width, words))
            x, y = 12 + start * CELL, 12 + row * LINE
            if back:
                body.append(f'<rect x="{x:.1f}" y="{y}" width="{cells * CELL:.1f}" height="{LINE}" fill="{back}"/>')
            if words.strip():
                style = "".join(mark for flag, mark in ((1, ' font-weight="bold"'), (3, ' font-style="italic"'),
                                                        (4, ' text-decoration="underline"'), (2, ' opacity=".6"')) if flag in flags)
                body.append(f'<text x="{x:.1f}" y="{y + 13}" fill="{front}" textLength="{cells * CELL:.1f}"{style}>{html.escape(words)}</text>')
    wide, high = 24 + columns * CELL, 24 + len(lines) * LINE
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high}" font-size="{FONT}" xml:space="preserve" '
            f'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace"><rect width="100%" height="100%" rx="8" fill="{GROUND}"/>\n'
            + "\n".join(body) + "\n</svg>\n")
