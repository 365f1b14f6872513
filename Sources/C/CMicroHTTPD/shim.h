#pragma once
#include <microhttpd.h>
// Variadic calls of libmicrohttpd with the options that the hub uses.
static inline struct MHD_Daemon *mh_start(const struct sockaddr *address, unsigned flags, unsigned threads,
                                          unsigned connection_limit, unsigned timeout_seconds,
                                          MHD_AccessHandlerCallback handler, void *handler_context,
                                          MHD_RequestCompletedCallback completed, void *completed_context) {
    return MHD_start_daemon(flags, 0, NULL, NULL, handler, handler_context,
                            MHD_OPTION_SOCK_ADDR, address,
                            MHD_OPTION_THREAD_POOL_SIZE, threads,
                            MHD_OPTION_CONNECTION_LIMIT, connection_limit,
                            MHD_OPTION_CONNECTION_TIMEOUT, timeout_seconds,
                            MHD_OPTION_NOTIFY_COMPLETED, completed, completed_context,
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
