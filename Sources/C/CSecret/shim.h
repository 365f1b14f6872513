#pragma once
// The desktop's keyring through libsecret, loaded when it is there: no dependency at build time or at start.
// Declared here as far as it is used (libsecret 0.20, GLib 2.x); each call is given a deadline and keeps it.
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct cs_attribute { const char *name; int type; };
struct cs_schema {
    const char *name;
    int flags;
    struct cs_attribute attributes[32];
    int reserved;
    void *reserved_pointers[7];
};

/// How a call ended.
enum cs_outcome {
    CS_DONE,
    /// There is no such item.
    CS_NOTHING,
    /// libsecret is not installed, or is not what we know.
    CS_NO_LIBRARY,
    /// Nobody answered in time.
    CS_LATE,
    /// The service said no.
    CS_REFUSED,
};

enum cs_operation { CS_LOAD, CS_SAVE, CS_REMOVE };

typedef void (*cs_ready)(void *source, void *result, void *context);

struct cs_library {
    void (*lookup)(const struct cs_schema *, void *, void *, cs_ready, void *);
    char *(*lookup_finish)(void *, void **);
    void (*store)(const struct cs_schema *, void *, const char *, const char *, const char *, void *, cs_ready, void *);
    int (*store_finish)(void *, void **);
    void (*clear)(const struct cs_schema *, void *, void *, cs_ready, void *);
    int (*clear_finish)(void *, void **);
    void (*password_free)(char *);
    void *(*context_new)(void);
    void (*context_push)(void *);
    void (*context_pop)(void *);
    int (*context_iteration)(void *, int);
    void (*context_unref)(void *);
    void *(*timeout_new)(unsigned);
    void (*source_set)(void *, int (*)(void *), void *, void *);
    unsigned (*source_attach)(void *, void *);
    void (*source_destroy)(void *);
    void (*source_unref)(void *);
    void *(*table_new)(void *, void *);
    void (*table_insert)(void *, void *, void *);
    void (*table_unref)(void *);
    void *str_hash;
    void *str_equal;
    void (*error_free)(void *);
    void *(*cancellable_new)(void);
    void (*cancel)(void *);
    void (*object_unref)(void *);
};

struct cs_call {
    struct cs_library library;
    enum cs_operation operation;
    int is_done;
    int is_refused;
    char *secret;
};

static inline int cs_tick(void *context) {
    (void)context;
    return 1;
}

static inline void cs_finish(void *source, void *result, void *context) {
    struct cs_call *call = (struct cs_call *)context;
    void *error = NULL;
    (void)source;
    switch (call->operation) {
    case CS_LOAD: call->secret = call->library.lookup_finish(result, &error); break;
    case CS_SAVE: call->library.store_finish(result, &error); break;
    case CS_REMOVE: call->library.clear_finish(result, &error); break;
    }
    if (error) {
        call->is_refused = 1;
        call->library.error_free(error);
    }
    call->is_done = 1;
}

/// - Returns: whether everything was found.
static inline int cs_open(struct cs_library *library) {
    void *handle = dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!handle) return 0;
    const struct { const char *name; void **place; } wanted[] = {
        {"secret_password_lookupv", (void **)&library->lookup},
        {"secret_password_lookup_finish", (void **)&library->lookup_finish},
        {"secret_password_storev", (void **)&library->store},
        {"secret_password_store_finish", (void **)&library->store_finish},
        {"secret_password_clearv", (void **)&library->clear},
        {"secret_password_clear_finish", (void **)&library->clear_finish},
        {"secret_password_free", (void **)&library->password_free},
        {"g_main_context_new", (void **)&library->context_new},
        {"g_main_context_push_thread_default", (void **)&library->context_push},
        {"g_main_context_pop_thread_default", (void **)&library->context_pop},
        {"g_main_context_iteration", (void **)&library->context_iteration},
        {"g_main_context_unref", (void **)&library->context_unref},
        {"g_timeout_source_new", (void **)&library->timeout_new},
        {"g_source_set_callback", (void **)&library->source_set},
        {"g_source_attach", (void **)&library->source_attach},
        {"g_source_destroy", (void **)&library->source_destroy},
        {"g_source_unref", (void **)&library->source_unref},
        {"g_hash_table_new", (void **)&library->table_new},
        {"g_hash_table_insert", (void **)&library->table_insert},
        {"g_hash_table_unref", (void **)&library->table_unref},
        {"g_str_hash", &library->str_hash},
        {"g_str_equal", &library->str_equal},
        {"g_error_free", (void **)&library->error_free},
        {"g_cancellable_new", (void **)&library->cancellable_new},
        {"g_cancellable_cancel", (void **)&library->cancel},
        {"g_object_unref", (void **)&library->object_unref},
    };
    for (size_t index = 0; index < sizeof wanted / sizeof *wanted; index++) {
        *wanted[index].place = dlsym(handle, wanted[index].name);
        if (!*wanted[index].place) return 0;
    }
    return 1;
}

static inline long long cs_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// One operation on the item `id`. Blocks for at most `milliseconds`, whatever the service does.
///
/// - Parameter secret: what is saved.
/// - Parameter loaded: gets what was loaded, to be given back by `cs_release`.
static inline enum cs_outcome cs_perform(
    enum cs_operation operation, const char *id, const char *label, const char *secret, unsigned milliseconds,
    char **loaded) {
    // Both outlive a call that nobody answered: the library may still hold them.
    struct cs_call *call = (struct cs_call *)calloc(1, sizeof *call);
    struct cs_schema *schema = (struct cs_schema *)calloc(1, sizeof *schema);
    char *name = strdup(id);
    if (!call || !schema || !name || !cs_open(&call->library)) return CS_NO_LIBRARY;
    const struct cs_library *library = &call->library;
    schema->name = "rapport.workspace";
    schema->attributes[0].name = "id";
    call->operation = operation;
    void *context = library->context_new();
    library->context_push(context);
    void *cancellable = library->cancellable_new();
    void *attributes = library->table_new(library->str_hash, library->str_equal);
    library->table_insert(attributes, (void *)"id", name);
    switch (operation) {
    case CS_LOAD: library->lookup(schema, attributes, cancellable, cs_finish, call); break;
    case CS_SAVE: library->store(schema, attributes, NULL, label, secret, cancellable, cs_finish, call); break;
    case CS_REMOVE: library->clear(schema, attributes, cancellable, cs_finish, call); break;
    }
    void *tick = library->timeout_new(50);
    library->source_set(tick, cs_tick, NULL, NULL);
    library->source_attach(tick, context);
    long long deadline = cs_now() + milliseconds;
    while (!call->is_done && cs_now() < deadline) library->context_iteration(context, 1);
    if (!call->is_done) {
        library->cancel(cancellable);
        long long end = cs_now() + 200;
        while (!call->is_done && cs_now() < end) library->context_iteration(context, 1);
    }
    library->source_destroy(tick);
    library->source_unref(tick);
    library->context_pop(context);
    // What never ended keeps what it uses; nobody turns its context any more, so it stays quiet.
    if (!call->is_done) return CS_LATE;
    library->table_unref(attributes);
    library->object_unref(cancellable);
    library->context_unref(context);
    enum cs_outcome outcome = call->is_refused ? CS_REFUSED : CS_DONE;
    if (operation == CS_LOAD && !call->is_refused) {
        *loaded = call->secret ? strdup(call->secret) : NULL;
        if (!call->secret) outcome = CS_NOTHING;
        else library->password_free(call->secret);
    }
    free(call);
    free(schema);
    free(name);
    return outcome;
}

/// Gives back what `cs_perform` loaded.
static inline void cs_release(char *loaded) {
    if (loaded) explicit_bzero(loaded, strlen(loaded));
    free(loaded);
}
