extension Migration {
    /// Counts are kept by triggers, so that no way of changing a location can forget them.
    static let m0003MailCounts = Migration(
        3, "M0003_MailCounts",
        """
        CREATE TRIGGER location_added AFTER INSERT ON message_locations WHEN NEW.hidden = 0 BEGIN
            UPDATE folders SET messages = messages + 1, unread = unread + 1 - (NEW.flags & 1) WHERE id = NEW.folder;
            UPDATE messages SET places = places + 1, orphaned = NULL WHERE id = NEW.message;
        END;

        CREATE TRIGGER location_removed AFTER DELETE ON message_locations WHEN OLD.hidden = 0 BEGIN
            UPDATE folders SET messages = messages - 1, unread = unread - 1 + (OLD.flags & 1) WHERE id = OLD.folder;
            UPDATE messages SET places = places - 1 WHERE id = OLD.message;
        END;

        CREATE TRIGGER location_hidden AFTER UPDATE OF hidden ON message_locations
        WHEN OLD.hidden = 0 AND NEW.hidden = 1 BEGIN
            UPDATE folders SET messages = messages - 1, unread = unread - 1 + (OLD.flags & 1) WHERE id = OLD.folder;
            UPDATE messages SET places = places - 1 WHERE id = OLD.message;
        END;

        CREATE TRIGGER location_shown AFTER UPDATE OF hidden ON message_locations
        WHEN OLD.hidden = 1 AND NEW.hidden = 0 BEGIN
            UPDATE folders SET messages = messages + 1, unread = unread + 1 - (NEW.flags & 1) WHERE id = NEW.folder;
            UPDATE messages SET places = places + 1, orphaned = NULL WHERE id = NEW.message;
        END;

        CREATE TRIGGER location_marked AFTER UPDATE OF flags ON message_locations
        WHEN OLD.hidden = 0 AND NEW.hidden = 0 AND OLD.folder = NEW.folder AND (OLD.flags & 1) <> (NEW.flags & 1) BEGIN
            UPDATE folders SET unread = unread + (OLD.flags & 1) - (NEW.flags & 1) WHERE id = NEW.folder;
        END;

        CREATE TRIGGER location_moved AFTER UPDATE OF folder ON message_locations
        WHEN OLD.hidden = 0 AND NEW.hidden = 0 AND OLD.folder <> NEW.folder BEGIN
            UPDATE folders SET messages = messages - 1, unread = unread - 1 + (OLD.flags & 1) WHERE id = OLD.folder;
            UPDATE folders SET messages = messages + 1, unread = unread + 1 - (NEW.flags & 1) WHERE id = NEW.folder;
        END;

        CREATE TRIGGER folder_role_changed AFTER UPDATE OF role ON folders WHEN OLD.role IS NOT NEW.role BEGIN
            UPDATE message_locations SET role = NEW.role WHERE folder = NEW.id;
        END;

        CREATE TRIGGER message_added AFTER INSERT ON messages BEGIN
            UPDATE threads SET messages = messages + 1 WHERE id = NEW.thread;
        END;

        CREATE TRIGGER message_rethreaded AFTER UPDATE OF thread ON messages WHEN OLD.thread <> NEW.thread BEGIN
            UPDATE threads SET messages = messages - 1 WHERE id = OLD.thread;
            UPDATE threads SET messages = messages + 1 WHERE id = NEW.thread;
        END;

        CREATE TRIGGER message_removed AFTER DELETE ON messages BEGIN
            UPDATE threads SET messages = messages - 1 WHERE id = OLD.thread;
        END;

        CREATE TRIGGER link_added AFTER INSERT ON links BEGIN
            UPDATE messages SET linked = 1 WHERE id = NEW.message AND linked = 0;
            UPDATE message_locations SET linked = 1 WHERE message = NEW.message AND linked = 0;
        END;

        CREATE TRIGGER link_removed AFTER DELETE ON links
        WHEN NOT EXISTS (SELECT 1 FROM links WHERE message = OLD.message) BEGIN
            UPDATE messages SET linked = 0 WHERE id = OLD.message;
            UPDATE message_locations SET linked = 0 WHERE message = OLD.message;
        END;
        """)
}
