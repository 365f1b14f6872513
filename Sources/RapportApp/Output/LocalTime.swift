import CRMModel

/// Times for people: in the zone of this machine.
enum LocalTime {
    /// `2026-11-20 16:41`.
    static func minute(_ moment: Timestamp) -> String { String(wall(moment).prefix(16)) }

    /// `2026-11-20 16:41:07`.
    static func second(_ moment: Timestamp) -> String { String(wall(moment).prefix(19)) }

    private static func wall(_ moment: Timestamp) -> String {
        let offset = Int64(ZoneRules.offset(at: moment.milliseconds / 1000)) * 1000
        let (sum, overflows) = moment.milliseconds.addingReportingOverflow(offset)
        return Timestamp(milliseconds: overflows ? moment.milliseconds : sum).description
            .replacing("T", with: " ", maxReplacements: 1)
    }
}
