#pragma once
#include <sqlite3.h>
// SQLITE_TRANSIENT is a cast, which the importer does not see.
static inline int sq_bind_text(sqlite3_stmt *s, int index, const char *bytes, int count) {
    return sqlite3_bind_text(s, index, bytes, count, SQLITE_TRANSIENT);
}
static inline int sq_bind_blob(sqlite3_stmt *s, int index, const void *bytes, int count) {
    return count == 0 ? sqlite3_bind_zeroblob(s, index, 0)
                      : sqlite3_bind_blob(s, index, bytes, count, SQLITE_TRANSIENT);
}
/// Binds without a copy: the bytes must live until the statement is reset.
static inline int sq_bind_text_static(sqlite3_stmt *s, int index, const char *bytes, int count) {
    return sqlite3_bind_text(s, index, bytes, count, SQLITE_STATIC);
}
static inline int sq_bind_blob_static(sqlite3_stmt *s, int index, const void *bytes, int count) {
    return count == 0 ? sqlite3_bind_zeroblob(s, index, 0)
                      : sqlite3_bind_blob(s, index, bytes, count, SQLITE_STATIC);
}
static inline int sq_db_config_int(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}
