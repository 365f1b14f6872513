"""A program on a pseudo terminal: what it paints, how fast it answers a key, how much memory it takes."""
import fcntl, os, pty, re, select, signal, struct, termios, time

ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


class Screen:
    def __init__(self, command, columns, rows):
        self.command, self.size = command, (columns, rows)

    def __enter__(self):
        self.start = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LANG="C.UTF-8")
            os.execvp(self.command[0], self.command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.size[1], self.size[0], 0, 0))
        self.seen = b""
        return self

    def __exit__(self, *_):
        for sign in (signal.SIGTERM, signal.SIGKILL):
            os.kill(self.pid, sign)
            deadline = time.perf_counter() + 5
            while time.perf_counter() < deadline:
                if os.waitpid(self.pid, os.WNOHANG)[0] != 0:
                    os.close(self.fd)
                    return
                if not self.read(0.05):
                    time.sleep(0.01)
        os.close(self.fd)

    def read(self, seconds):
        if not select.select([self.fd], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return b""
        self.seen += data
        return data

    def wait(self, pattern, seconds):
        """Seconds from the start until the screen has shown what matches."""
        while time.perf_counter() - self.start < seconds:
            if not self.read(0.2):
                time.sleep(0.005)  # at the end of the program there is nothing to wait for
            if re.search(pattern, ESCAPES.sub(b"", self.seen)):
                return time.perf_counter() - self.start
        raise SystemExit(f"{self.command[0]}: {pattern!r} did not appear; last: {ESCAPES.sub(b'', self.seen)[-500:]!r}")

    def settle(self, seconds):
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            if not self.read(0.05):
                time.sleep(0.005)

    def answer(self, key, interval):
        """Seconds until the first byte after a key; None when nothing was painted. Takes `interval` in all."""
        for _ in range(1000):
            if not self.read(0):
                break
        start = time.perf_counter()
        os.write(self.fd, key)
        first = time.perf_counter() - start if self.read(interval) else None
        left = interval - (time.perf_counter() - start)
        if left > 0:
            time.sleep(left)
        return first

    def rss(self):
        """Resident memory in MB."""
        return int(open(f"/proc/{self.pid}/statm").read().split()[1]) * 4096 / 1e6
