extension Migration {
    /// How often mail to a domain is followed by machines; counted from what was judged so far.
    static let m0111DomainClicks = Migration(
        111, "M0111_DomainClicks",
        """
        CREATE TABLE domain_clicks(
            domain TEXT NOT NULL PRIMARY KEY,
            clicks INTEGER NOT NULL,
            machines INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        INSERT INTO domain_clicks(domain, clicks, machines)
        SELECT lower(substr(address, instr(address, '@') + 1)), count(*), sum(verdict = 'machine') FROM (
            SELECT json_extract(j.recipients, '$[0]') AS address, h.verdict AS verdict
            FROM hits h JOIN outbox_jobs j ON j.id = h.job_id
            WHERE h.kind = 'click' AND h.verdict IS NOT NULL AND h.verdict <> 'own')
        WHERE instr(address, '@') > 0 GROUP BY 1;
        """)
}
