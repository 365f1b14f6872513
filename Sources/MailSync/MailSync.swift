// MailSync
