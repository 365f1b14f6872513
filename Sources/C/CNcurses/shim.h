#pragma once
// ncursesw: globals become functions (Swift 6 refuses mutable globals), macros become constants.
// term.h is never included: it #defines newline, columns, lines, bell, tab and more.
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include <curses.h>

int wcwidth(wchar_t);

static inline WINDOW *nc_stdscr(void) { return stdscr; }
static inline int nc_lines(void) { return LINES; }
static inline int nc_columns(void) { return COLS; }
static inline int nc_colors(void) { return COLORS; }
static inline int nc_color_pairs(void) { return COLOR_PAIRS; }
static inline int nc_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

static const uint32_t NC_BOLD = A_BOLD, NC_UNDERLINE = A_UNDERLINE, NC_REVERSE = A_REVERSE, NC_DIM = A_DIM,
    NC_ITALIC = A_ITALIC;

/// Starts ncurses on stdin and stdout for a terminal type (the environment's when NULL). False when terminfo
/// does not know it.
static inline bool nc_start(const char *type) {
    return newterm(type, stdout, stdin) != NULL;
}

/// Writes control sequences past ncurses, in order with what it wrote.
static inline void nc_send(const char *sequence) {
    fputs(sequence, stdout);
    fflush(stdout);
}

/// Puts one cell. `text` is zero terminated and holds one spacing character and its combining marks.
static inline int nc_put(int row, int column, const wchar_t *text, uint32_t attributes, int pair) {
    cchar_t cell;
    int extended = pair;
    if (setcchar(&cell, text, (attr_t)attributes, (short)(pair > 32767 ? 32767 : pair), &extended) != OK) return ERR;
    return mvadd_wch(row, column, &cell);
}

// What a dying process must do to the terminal. The state is a local static, for Swift emits no other variables of
// headers; one Swift file uses these functions, so there is one copy of it.
struct nc_guard_state {
    struct termios settings;
    volatile sig_atomic_t is_armed;
    bool is_installed;
    char farewell[256];
};

static inline struct nc_guard_state *nc_guard(void) {
    static struct nc_guard_state state;
    return &state;
}

/// Gives the terminal back; safe in signal handlers.
static void nc_guard_restore(void) {
    struct nc_guard_state *guard = nc_guard();
    if (!guard->is_armed) return;
    guard->is_armed = 0;
    ssize_t ignored = write(STDOUT_FILENO, guard->farewell, strlen(guard->farewell));
    (void)ignored;
    tcsetattr(STDIN_FILENO, TCSANOW, &guard->settings);
}

static void nc_guard_crashed(int number) {
    nc_guard_restore();
    signal(number, SIG_DFL);
    raise(number);
}

/// Remembers the terminal's settings as they are now, and on the first call watches for crashes and `exit`.
static inline void nc_guard_prepare(const char *farewell) {
    // What ends a process by default and does not come through the loop's signalfd.
    const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGQUIT, SIGSYS, SIGXCPU, SIGXFSZ,
        SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2};
    struct nc_guard_state *guard = nc_guard();
    tcgetattr(STDIN_FILENO, &guard->settings);
    strncpy(guard->farewell, farewell, sizeof guard->farewell - 1);
    if (guard->is_installed) return;
    guard->is_installed = true;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = nc_guard_crashed;
    action.sa_flags = SA_RESETHAND | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) {
        struct sigaction before;
        // What a library or the shell (nohup) made of a signal stays; but Swift's own report of a crash comes after
        // the terminal is given back.
        bool is_crash = index < 8;
        if (sigaction(signals[index], NULL, &before) != 0) continue;
        if (is_crash || before.sa_handler == SIG_DFL) sigaction(signals[index], &action, NULL);
    }
    atexit(nc_guard_restore);
}

/// The terminal is ours (true), or has been given back.
static inline void nc_guard_arm(bool is_ours) { nc_guard()->is_armed = is_ours; }
