/// The configuration file of a private Exim.
struct EximConfiguration {
    let directory: String
    let identity: ServerIdentity
    let smtps: UInt16
    let submission: UInt16
    let users: [MailUser]
    let lmtp: UInt16

    var text: String { general + policy + delivery + authentication }

    private var domains: String {
        Set(users.map { String($0.address.drop { $0 != "@" }.dropFirst()) }).sorted().joined(separator: " : ")
    }

    private var general: String {
        """
        primary_hostname = mail.example.test
        exim_path = \(directory)/exim4
        keep_environment = LD_LIBRARY_PATH : LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
        deliver_drop_privilege = true
        spool_directory = \(directory)/spool
        log_file_path = \(directory)/spool/%slog
        pid_file_path = \(directory)/spool/exim.pid
        daemon_smtp_ports = \(submission)
        local_interfaces = <; [127.0.0.1]:\(smtps) ; [127.0.0.1]:\(submission)
        tls_on_connect_ports = \(smtps)
        tls_advertise_hosts = *
        tls_certificate = \(identity.certificateFile)
        tls_privatekey = \(identity.keyFile)
        auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
        message_size_limit = 1M
        disable_ipv6 = true
        host_lookup =
        rfc1413_hosts =
        smtp_accept_max_per_connection = 100000
        smtp_enforce_sync = false
        smtp_accept_queue_per_connection = 0
        acl_smtp_mail = sender
        acl_smtp_rcpt = recipient
        acl_smtp_data = content

        """
    }

    private var policy: String {
        let known = users.map(\.localPart).joined(separator: " : ")
        return """
            begin acl
            sender:
              deny message = 5.7.0 Authentication required
                   !authenticated = *
              accept
            recipient:
              defer message = 4.7.1 Come back later
                    local_parts = later
              deny message = 5.1.1 Nobody of that name here
                   domains = \(domains)
                   !local_parts = \(known)
              deny message = 5.7.1 Mail is not taken further than this machine
                   !domains = \(domains) : discard.test
              accept
            content:
              deny message = 5.7.1 This is not wanted here
                   condition = ${if eq{$h_subject:}{Refuse me}}
              accept

            """
    }

    private var delivery: String {
        """
        begin routers
        thrown_away:
          driver = redirect
          domains = discard.test
          data = :blackhole:
        mailboxes:
          driver = manualroute
          domains = \(domains)
          route_list = * 127.0.0.1 byname
          self = send
          transport = dovecot
        begin transports
        dovecot:
          driver = smtp
          protocol = lmtp
          port = \(lmtp)
          allow_localhost = true
          hosts_avoid_tls = *
        begin retry
        * * F,1h,5m

        """
    }

    private var authentication: String {
        let stored = "${lookup{$auth2}lsearch{\(directory)/passwd}{$value}{*}}"
        return """
            begin authenticators
            plain:
              driver = plaintext
              public_name = PLAIN
              server_prompts = :
              server_condition = ${if eq{$auth3}{\(stored)}}
              server_set_id = $auth2
            login:
              driver = plaintext
              public_name = LOGIN
              server_prompts = Username:: : Password::
              server_condition = ${if eq{$auth2}{\(stored.replacing("auth2", with: "auth1"))}}
              server_set_id = $auth1

            """
    }
}
