// The door to SQLite: its header, and inline wrappers where a macro hides a value from Swift.
#ifndef CDELTASQLITE_SHIM_H
#define CDELTASQLITE_SHIM_H
#include <sqlite3.h>

// SQLite copies what is bound: Swift's storage lives no longer than the call.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int place, const char *bytes, int count) {
  return sqlite3_bind_text(statement, place, bytes, count, SQLITE_TRANSIENT);
}
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, int count) {
  return sqlite3_bind_blob(statement, place, bytes, count, SQLITE_TRANSIENT);
}
#endif
