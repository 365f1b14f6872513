extension Migration {
    /// Campaigns, their steps and recipients, and kept counts.
    static let m0102Campaigns = Migration(
        102, "M0102_Campaigns",
        """
        CREATE TABLE campaigns(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            name TEXT NOT NULL,
            account_id BLOB NOT NULL,
            state TEXT NOT NULL,
            per_minute INTEGER NOT NULL CHECK (per_minute > 0),
            daily_cap INTEGER NOT NULL CHECK (daily_cap > 0),
            tracks_opens INTEGER NOT NULL,
            tracks_clicks INTEGER NOT NULL,
            has_unsubscribe INTEGER NOT NULL,
            start_at INTEGER,
            idem_key TEXT UNIQUE,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            opened_human INTEGER NOT NULL DEFAULT 0,
            clicked_human INTEGER NOT NULL DEFAULT 0,
            machine_opens INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX campaigns_by_time ON campaigns(created, id);
        CREATE INDEX campaigns_at_work ON campaigns(state, start_at);
        CREATE INDEX campaigns_by_account ON campaigns(account_id);

        CREATE TABLE campaign_steps(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            campaign_id BLOB NOT NULL REFERENCES campaigns(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            template_version_id BLOB NOT NULL,
            delay INTEGER NOT NULL,
            UNIQUE (campaign_id, position)
        ) STRICT, WITHOUT ROWID;

        -- epoch grows when something stops the enrolment: a mail made before is no longer valid then.
        CREATE TABLE enrolments(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            campaign_id BLOB NOT NULL REFERENCES campaigns(id) ON DELETE CASCADE,
            contact_id BLOB NOT NULL,
            addr_norm TEXT NOT NULL,
            addr TEXT NOT NULL,
            name TEXT NOT NULL,
            position INTEGER NOT NULL,
            state TEXT NOT NULL,
            reason TEXT,
            step INTEGER NOT NULL DEFAULT 0,
            epoch INTEGER NOT NULL DEFAULT 0,
            next_at INTEGER NOT NULL,
            root_message_id TEXT,
            variables TEXT NOT NULL DEFAULT '{}',
            opens INTEGER NOT NULL DEFAULT 0,
            clicks INTEGER NOT NULL DEFAULT 0,
            updated INTEGER NOT NULL,
            UNIQUE (campaign_id, contact_id)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX enrolments_in_order ON enrolments(campaign_id, position);
        CREATE UNIQUE INDEX enrolments_by_address ON enrolments(addr_norm, campaign_id);
        CREATE INDEX enrolments_due ON enrolments(campaign_id, next_at, position) WHERE state = 'queued';
        CREATE INDEX enrolments_by_state ON enrolments(campaign_id, state, position);
        CREATE INDEX enrolments_by_contact ON enrolments(contact_id);

        CREATE TABLE campaign_counts(
            campaign_id BLOB NOT NULL,
            state TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (campaign_id, state)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER enrolment_added AFTER INSERT ON enrolments BEGIN
            INSERT INTO campaign_counts(campaign_id, state, count) VALUES (NEW.campaign_id, NEW.state, 1)
            ON CONFLICT (campaign_id, state) DO UPDATE SET count = count + 1;
        END;

        CREATE TRIGGER enrolment_changed AFTER UPDATE OF state ON enrolments WHEN OLD.state <> NEW.state BEGIN
            UPDATE campaign_counts SET count = count - 1 WHERE campaign_id = OLD.campaign_id AND state = OLD.state;
            INSERT INTO campaign_counts(campaign_id, state, count) VALUES (NEW.campaign_id, NEW.state, 1)
            ON CONFLICT (campaign_id, state) DO UPDATE SET count = count + 1;
        END;

        CREATE TRIGGER enrolment_hit AFTER UPDATE OF opens, clicks ON enrolments BEGIN
            UPDATE campaigns SET
                opened_human = opened_human + (NEW.opens > 0) - (OLD.opens > 0),
                clicked_human = clicked_human + (NEW.clicks > 0) - (OLD.clicks > 0)
            WHERE id = NEW.campaign_id;
        END;
        """)
}
