/// The assignment problem: as many places as there are rows, one to each.
public enum Assignment {
    /// Finds the place of each row such that the sum of costs is least.
    ///
    /// Shortest augmenting paths over reduced costs (Jonker and Volgenant, 1987); O(n³).
    ///
    /// - Parameter costs: Row by row the cost of each place; square, and finite.
    /// - Returns: Each row's place.
    /// - Precondition: there are as many places as rows.
    public static func cheapest(_ costs: [[Double]]) -> [Int] {
        let count = costs.count
        precondition(costs.allSatisfy { $0.count == count }, "\(count) rows need as many places each")
        var (rowPrices, placePrices) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        var rowAt = [Int?](repeating: nil, count: count)
        for newcomer in 0..<count {
            // The cheapest way to each place from the newcomer, through places whose rows would move on.
            var distance = [Double](repeating: .infinity, count: count)
            var previous = [Int?](repeating: nil, count: count)
            var isReached = [Bool](repeating: false, count: count)
            var (place, row) = (Int?.none, newcomer)
            while true {
                let reached = place.map { distance[$0] } ?? 0
                var nearest: Int?
                for next in 0..<count where !isReached[next] {
                    let through = reached + costs[row][next] - rowPrices[row] - placePrices[next]
                    if through < distance[next] { (distance[next], previous[next]) = (through, place) }
                    if nearest.map({ distance[next] < distance[$0] }) ?? true { nearest = next }
                }
                guard let end = nearest else { break }  // never: a place is free while a row is
                isReached[end] = true
                place = end
                guard let occupant = rowAt[end] else { break }
                row = occupant
            }
            guard let end = place else { break }
            for reached in 0..<count where isReached[reached] && reached != end {
                placePrices[reached] += distance[reached] - distance[end]
                if let occupant = rowAt[reached] { rowPrices[occupant] += distance[end] - distance[reached] }
            }
            rowPrices[newcomer] += distance[end]
            // Everyone on the way moves on by one place.
            var free = end
            while let before = previous[free] {
                rowAt[free] = rowAt[before]
                free = before
            }
            rowAt[free] = newcomer
        }
        var places = [Int](repeating: 0, count: count)
        for (place, row) in rowAt.enumerated() { if let row { places[row] = place } }
        return places
    }
}
