#pragma once
// No feature macro here: fd_set and friends must look the same in every module that sees them.
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <netinet/tcp.h>
#include <netdb.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <termios.h>

static const int LX_EVENTFD_FLAGS = EFD_CLOEXEC | EFD_NONBLOCK;
static const int LX_SIGNALFD_FLAGS = SFD_CLOEXEC | SFD_NONBLOCK;

/// Names the calling thread; the kernel keeps 15 bytes.
static inline void lx_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
/// Asks for `signal` when the parent of this process ends.
static inline void lx_die_with_parent(int signal) { prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }
/// Declared here because the header hides it without a feature macro.
int pipe2(int ends[2], int flags);

// Declared here because the headers show them only under feature macros.
extern int pipe2(int ends[2], int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
/// A pipe whose ends do not leak into children.
static inline int lx_pipe(int ends[2]) { return pipe2(ends, EFD_CLOEXEC); }
/// The child closes every descriptor from `from` up.
static inline int lx_spawn_closes_from(posix_spawn_file_actions_t *actions, int from) {
    return posix_spawn_file_actions_addclosefrom_np(actions, from);
}
/// POSIX_SPAWN_SETSID: the child gets a session of its own.
static const short LX_SPAWN_SETSID = 0x80;
