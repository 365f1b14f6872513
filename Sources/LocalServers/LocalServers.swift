// LocalServers
