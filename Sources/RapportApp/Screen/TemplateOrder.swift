import CRMModel

/// Puts templates in the order in which one is likely to want them.
enum TemplateOrder {
    /// Most used first, among equals by name; those that running campaigns send stand last, for their many uses say
    /// nothing about what somebody writes by hand.
    ///
    /// - Parameter busy: what running campaigns send.
    static func ordered(_ templates: [Template], busy: Set<ID<Template>>) -> [Template] {
        templates.sorted { one, other in
            let (isBusy, isOtherBusy) = (busy.contains(one.id), busy.contains(other.id))
            if isBusy != isOtherBusy { return isOtherBusy }
            return (other.uses, one.name) < (one.uses, other.name)
        }
    }
}
