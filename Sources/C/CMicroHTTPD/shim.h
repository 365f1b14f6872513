#pragma once
#include <microhttpd.h>
#include <sys/resource.h>
// Variadic calls of libmicrohttpd with the options that the hub uses.
struct mh_callbacks {
    MHD_AcceptPolicyCallback accepts;
    MHD_NotifyConnectionCallback connection;
    MHD_AccessHandlerCallback handler;
    MHD_RequestCompletedCallback completed;
    void *context;
};
static inline struct MHD_Daemon *mh_start(const struct sockaddr *address, unsigned flags, unsigned threads,
                                          unsigned connection_limit, unsigned timeout_seconds,
                                          struct mh_callbacks calls) {
    return MHD_start_daemon(flags, 0, calls.accepts, calls.context, calls.handler, calls.context,
                            MHD_OPTION_SOCK_ADDR, address,
                            MHD_OPTION_THREAD_POOL_SIZE, threads,
                            MHD_OPTION_CONNECTION_LIMIT, connection_limit,
                            MHD_OPTION_CONNECTION_TIMEOUT, timeout_seconds,
                            MHD_OPTION_NOTIFY_CONNECTION, calls.connection, calls.context,
                            MHD_OPTION_STRICT_FOR_CLIENT, 1,
                            MHD_OPTION_NOTIFY_COMPLETED, calls.completed, calls.context,
                            MHD_OPTION_END);
}
static inline uint16_t mh_port(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}
static inline const struct sockaddr *mh_client_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : (const struct sockaddr *)0;
}
/// The descriptor of a connection; -1 when there is none.
static inline int mh_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? (int)info->connect_fd : -1;
}
/// Lets this process open as many descriptors as the system allows it; how many that are.
static inline unsigned long mh_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
    if (limit.rlim_cur < limit.rlim_max) {
        struct rlimit raised = limit;
        raised.rlim_cur = limit.rlim_max < 65536 ? limit.rlim_max : 65536;
        if (raised.rlim_cur > limit.rlim_cur && setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
    }
    return (unsigned long)limit.rlim_cur;
}
static inline _Bool mh_is_start(enum MHD_ConnectionNotificationCode code) {
    return code == MHD_CONNECTION_NOTIFY_STARTED;
}
