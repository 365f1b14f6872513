extension Migration {
    /// Suppressions, drafts, templates and the outbox.
    static let m0101Writing = Migration(
        101, "M0101_Writing",
        """
        -- scope_id: the account's or campaign's id; empty for the scopes global and domain.
        CREATE TABLE suppressions(
            scope TEXT NOT NULL,
            scope_id BLOB NOT NULL DEFAULT x'',
            key TEXT NOT NULL,
            reason TEXT NOT NULL,
            source TEXT NOT NULL DEFAULT '',
            at INTEGER NOT NULL,
            expires INTEGER,
            PRIMARY KEY (key, scope, scope_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX suppressions_by_time ON suppressions(at, key);

        CREATE TABLE drafts(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            revision INTEGER NOT NULL,
            kind TEXT NOT NULL,
            kind_message INTEGER,
            account_id BLOB NOT NULL,
            recipients_to TEXT NOT NULL,
            recipients_cc TEXT NOT NULL,
            recipients_bcc TEXT NOT NULL,
            subject TEXT NOT NULL,
            body TEXT NOT NULL,
            template_version_id BLOB,
            contact_id BLOB,
            attachments TEXT NOT NULL,
            tracks INTEGER NOT NULL,
            saved INTEGER NOT NULL,
            -- Set while its mail waits in the outbox; a sent mail's draft is deleted.
            job_id BLOB
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX drafts_by_time ON drafts(saved, id) WHERE job_id IS NULL;
        CREATE INDEX drafts_by_job ON drafts(job_id) WHERE job_id IS NOT NULL;

        CREATE TABLE templates(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            name TEXT NOT NULL,
            name_norm TEXT NOT NULL UNIQUE,
            category TEXT NOT NULL DEFAULT '',
            industry TEXT NOT NULL DEFAULT '',
            current_version_id BLOB NOT NULL,
            versions INTEGER NOT NULL,
            uses INTEGER NOT NULL DEFAULT 0,
            tracks INTEGER NOT NULL DEFAULT 0,
            created INTEGER NOT NULL,
            archived INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE template_versions(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            template_id BLOB NOT NULL REFERENCES templates(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            subject TEXT NOT NULL,
            body TEXT NOT NULL,
            created INTEGER NOT NULL,
            UNIQUE (template_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER template_version_is_immutable BEFORE UPDATE ON template_versions BEGIN
            SELECT RAISE(ABORT, 'template versions are immutable');
        END;

        -- state: queued, sending, sent, deferred, failed, uncertain, cancelled, held.
        -- priority: 0 one to one, 1 follow-up, 2 first touch.
        CREATE TABLE outbox_jobs(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            idem_key TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            priority INTEGER NOT NULL,
            account_id BLOB NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            envelope_from TEXT NOT NULL,
            recipients TEXT NOT NULL,
            subject TEXT NOT NULL,
            preview TEXT NOT NULL DEFAULT '',
            not_before INTEGER NOT NULL,
            state TEXT NOT NULL,
            in_data INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            lease_owner TEXT,
            lease_until INTEGER,
            last_code INTEGER,
            last_enhanced TEXT,
            last_text TEXT,
            enrolment_id BLOB,
            campaign_id BLOB,
            epoch INTEGER,
            step INTEGER,
            contact_id BLOB,
            company_id BLOB,
            answers INTEGER,
            template_version_id BLOB,
            tracks INTEGER NOT NULL DEFAULT 0,
            link_count INTEGER NOT NULL DEFAULT 0,
            provider_id TEXT,
            copy_pending INTEGER NOT NULL DEFAULT 0,
            created INTEGER NOT NULL,
            sent_at INTEGER,
            uncertain_at INTEGER,
            opens INTEGER NOT NULL DEFAULT 0,
            clicks INTEGER NOT NULL DEFAULT 0,
            machine_opens INTEGER NOT NULL DEFAULT 0,
            machine_clicks INTEGER NOT NULL DEFAULT 0,
            last_hit INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX outbox_due ON outbox_jobs(priority, not_before, id) WHERE state IN ('queued', 'deferred');
        CREATE INDEX outbox_times ON outbox_jobs(not_before, id) WHERE state IN ('queued', 'deferred');
        CREATE INDEX outbox_leased ON outbox_jobs(lease_until) WHERE state = 'sending';
        CREATE INDEX outbox_by_state ON outbox_jobs(state, created, id);
        CREATE INDEX outbox_by_time ON outbox_jobs(created, id);
        CREATE INDEX outbox_due_of_account ON outbox_jobs(account_id, priority, not_before, id)
            WHERE state IN ('queued', 'deferred');
        CREATE INDEX outbox_held ON outbox_jobs(account_id) WHERE state = 'held';
        CREATE INDEX outbox_open ON outbox_jobs(campaign_id, state) WHERE campaign_id IS NOT NULL;
        CREATE INDEX outbox_by_contact ON outbox_jobs(contact_id, created) WHERE contact_id IS NOT NULL;
        CREATE INDEX outbox_by_enrolment ON outbox_jobs(enrolment_id) WHERE enrolment_id IS NOT NULL;
        CREATE INDEX outbox_to_copy ON outbox_jobs(account_id, sent_at) WHERE copy_pending = 1;

        -- The frozen bytes, apart so that the list of jobs stays small.
        CREATE TABLE outbox_messages(
            job_id BLOB NOT NULL PRIMARY KEY REFERENCES outbox_jobs(id) ON DELETE CASCADE,
            mime BLOB NOT NULL
        ) STRICT;

        CREATE TABLE delivery_attempts(
            job_id BLOB NOT NULL REFERENCES outbox_jobs(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            at INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            code INTEGER,
            enhanced TEXT,
            text TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (job_id, number)
        ) STRICT, WITHOUT ROWID;

        -- Every claim that may have used up a place of a cap; taken back when nothing was sent.
        CREATE TABLE send_log(
            job_id BLOB NOT NULL PRIMARY KEY,
            account_id BLOB NOT NULL,
            campaign_id BLOB,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX send_log_by_account ON send_log(account_id, at) WHERE campaign_id IS NOT NULL;
        CREATE INDEX send_log_by_campaign ON send_log(campaign_id, at) WHERE campaign_id IS NOT NULL;

        -- Accounts that must not send until the user acts.
        CREATE TABLE held_accounts(
            account_id BLOB NOT NULL PRIMARY KEY, reason TEXT NOT NULL, since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER sent_message_counts AFTER INSERT ON messages WHEN NEW.direction = 'outgoing' BEGIN
            UPDATE messages SET
                opens = coalesce((SELECT opens FROM outbox_jobs WHERE message_id = NEW.message_id), 0),
                clicks = coalesce((SELECT clicks FROM outbox_jobs WHERE message_id = NEW.message_id), 0)
            WHERE id = NEW.id
                AND EXISTS (SELECT 1 FROM outbox_jobs WHERE message_id = NEW.message_id AND opens + clicks > 0);
        END;

        CREATE INDEX messages_sent_by_id ON messages(message_id) WHERE direction = 'outgoing';
        CREATE TRIGGER hit_counts AFTER UPDATE OF opens, clicks ON outbox_jobs
        WHEN OLD.opens <> NEW.opens OR OLD.clicks <> NEW.clicks BEGIN
            UPDATE messages SET opens = NEW.opens, clicks = NEW.clicks
            WHERE message_id = NEW.message_id AND direction = 'outgoing';
        END;

        CREATE TRIGGER timeline_shows_once BEFORE INSERT ON activity_entities
        WHEN EXISTS (SELECT 1 FROM activity_entities
            WHERE activity_id = NEW.activity_id AND entity_id = NEW.entity_id) BEGIN
            SELECT RAISE(IGNORE);
        END;

        -- A mail from the outbox is on the timeline once: its copy from the Sent folder joins the entry of its sending.
        CREATE TRIGGER sent_copy_joins BEFORE INSERT ON activities
        WHEN NEW.ref_table = 'message' AND NEW.kind = 'mailOut' BEGIN
            UPDATE activities SET message = NEW.message
            WHERE ref_table = 'outbox' AND kind IN ('mailOut', 'campaignStep') AND ref_id = (
                SELECT j.id FROM messages m JOIN outbox_jobs j ON j.message_id = m.message_id WHERE m.id = NEW.ref_id);
            UPDATE activities SET ref_table = 'message', ref_id = NEW.ref_id
            WHERE ref_table = 'outbox' AND kind = 'mailOut' AND ref_id = (
                SELECT j.id FROM messages m JOIN outbox_jobs j ON j.message_id = m.message_id WHERE m.id = NEW.ref_id);
            SELECT RAISE(IGNORE) WHERE EXISTS (
                SELECT 1 FROM messages m JOIN outbox_jobs j ON j.message_id = m.message_id
                JOIN activities a ON a.ref_table = 'outbox' AND a.ref_id = j.id AND a.kind = 'campaignStep'
                WHERE m.id = NEW.ref_id);
        END;
        """)
}
