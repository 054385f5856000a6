import GRDB
public import ShopGuide

extension Store {
    /// Returns the interaction of an id, its own or its place's, if there is one.
    public func interaction(_ id: String) throws -> Interaction? {
        var found: Interaction?
        if let place = SourceLine(id) {
            try interactions(
                where: "source = (SELECT row FROM sources WHERE digest = ?) AND line = \(place.line)", [place.source],
                order: "1", limit: 1
            ) { found = $1 }
        } else {
            try interactions(where: "event = ?", [id], order: "1", limit: 1) { found = $1 }
        }
        return found
    }
}
