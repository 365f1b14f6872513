#pragma once
// ncursesw: globals become functions (Swift 6 refuses mutable globals), macros become constants.
// term.h is never included: it #defines newline, columns, lines, bell, tab and more.
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#include <wchar.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <curses.h>

int tigetnum(const char *);
int tigetflag(const char *);
char *tigetstr(const char *);
int putp(const char *);

static inline WINDOW *nc_stdscr(void) { return stdscr; }
static inline int nc_lines(void) { return LINES; }
static inline int nc_columns(void) { return COLS; }
static inline int nc_colors(void) { return COLORS; }
static inline int nc_color_pairs(void) { return COLOR_PAIRS; }
static inline void nc_flush(void) { fflush(stdout); }

static const uint32_t NC_BOLD = A_BOLD, NC_UNDERLINE = A_UNDERLINE, NC_REVERSE = A_REVERSE, NC_DIM = A_DIM,
    NC_ITALIC = A_ITALIC;

/// Puts one cell. `text` is zero terminated and holds one spacing character and its combining marks.
static inline int nc_put(int row, int column, const wchar_t *text, uint32_t attributes, int pair) {
    cchar_t cell;
    int extended = pair;
    if (setcchar(&cell, text, (attr_t)attributes, (short)(pair > 32767 ? 32767 : pair), &extended) != OK) return ERR;
    return mvadd_wch(row, column, &cell);
}
