import Glibc

/// The configuration file of a private Dovecot.
struct DovecotConfiguration {
    let directory: String
    let account: ServerAccount
    let identity: ServerIdentity
    let imaps: UInt16
    let imap: UInt16
    let lmtp: UInt16

    var text: String { general + accounts + folders + services }

    private var general: String {
        """
        base_dir = \(directory)/run
        state_dir = \(directory)/state
        log_path = \(directory)/dovecot.log
        instance_name = rapport-\(imaps)
        listen = 127.0.0.1
        protocols = imap lmtp
        ssl = yes
        ssl_cert = <\(identity.certificateFile)
        ssl_key = <\(identity.keyFile)
        ssl_min_protocol = TLSv1.2
        disable_plaintext_auth = yes
        auth_mechanisms = plain login
        auth_username_format = %Lu
        auth_failure_delay = 0
        mail_fsync = never
        mail_max_userip_connections = 200
        mailbox_list_index = yes
        first_valid_uid = 1
        first_valid_gid = 1
        default_vsz_limit = 1G
        protocol lmtp {
          postmaster_address = postmaster@example.test
        }

        """
    }

    private var accounts: String {
        """
        mail_location = maildir:~/Maildir
        passdb {
          driver = passwd-file
          args = scheme=PLAIN username_format=%Lu \(directory)/passwd
        }
        userdb {
          driver = passwd-file
          args = username_format=%Lu \(directory)/passwd
          override_fields = uid=\(account.uid) gid=\(account.gid) home=\(directory)/mail/%Ln
        }

        """
    }

    private var folders: String {
        let special = [
            ("Drafts", "\\Drafts"), ("Sent", "\\Sent"), ("Archive", "\\Archive"), ("Junk", "\\Junk"),
            ("Trash", "\\Trash"),
        ]
        let mailboxes = special.map { name, use in
            "  mailbox \(name) {\n    auto = subscribe\n    special_use = \(use)\n  }\n"
        }
        return "namespace inbox {\n  inbox = yes\n  separator = /\n" + mailboxes.joined() + "}\n"
    }

    private var services: String {
        // Only root can change its account and its root directory.
        let isRoot = getuid() == 0
        let users =
            isRoot
            ? ""
            : """
            default_internal_user = \(account.name)
            default_internal_group = \(account.group)
            default_login_user = \(account.name)

            """
        let unchrooted = isRoot ? "" : "  chroot =\n"
        return users + """
            service anvil {
            \(unchrooted)}
            service imap-login {
            \(unchrooted)  inet_listener imap {
                port = \(imap)
              }
              inet_listener imaps {
                port = \(imaps)
                ssl = yes
              }
            }
            service lmtp {
              inet_listener lmtp {
                address = 127.0.0.1
                port = \(lmtp)
              }
            }
            service stats {
              unix_listener stats-writer {
                mode = 0666
              }
            }

            """
    }
}
