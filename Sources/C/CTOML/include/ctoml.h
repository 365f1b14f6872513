#pragma once
#include <stdbool.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
/// A C face of toml++ (header only, C++17): the document is walked once and handed over as a flat list of events.
typedef enum {
    ctoml_table_begin, ctoml_table_end, ctoml_array_begin, ctoml_array_end,
    ctoml_string, ctoml_integer, ctoml_float, ctoml_boolean, ctoml_time
} ctoml_kind;
/// `key` is the key within the enclosing table, empty inside arrays. `text` holds the value of strings and times.
/// Both are valid only during the call. `line` counts from 1.
typedef void (*ctoml_visit)(void *context, ctoml_kind kind, const char *key, const char *text,
                            int64_t integer, double number, uint32_t line);
/// Parses `source` (`count` bytes of UTF-8). Returns true, or false with `error` (at most `capacity` bytes,
/// zero terminated) and `error_line` and `error_column` (both count from 1; columns in code points) set.
bool ctoml_parse(const char *source, uint64_t count, ctoml_visit visit, void *context,
                 char *error, uint64_t capacity, uint32_t *error_line, uint32_t *error_column);
#ifdef __cplusplus
}
#endif
