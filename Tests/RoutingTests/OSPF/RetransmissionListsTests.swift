import Kernel
import Testing

@testable import Routing

/// A bit for each LSA and neighbour, against plain sets; with more neighbours than a word has bits.
@Suite struct RetransmissionListsTests {
  @Test(arguments: 1...10)
  func theyAreSets(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "lists", purpose: "test")
    var lists = RetransmissionLists()
    var sets = [Set<Int>](repeating: [], count: 150)
    for step in 0..<3000 {
      let number = Int(stream.uniform() * 70)
      // Ever more neighbours, so that rows grow while they are in use.
      let neighbor = Int(stream.uniform() * Double(min(150, 1 + step / 10)))
      if stream.bernoulli(0.6) {
        lists.insert(number, neighbor)
        sets[neighbor].insert(number)
      } else if stream.bernoulli(0.95) {
        #expect(lists.remove(number, neighbor) == (sets[neighbor].remove(number) != nil))
      } else {
        lists.clear(neighbor)
        sets[neighbor] = []
      }
      #expect(lists.contains(number, neighbor) == sets[neighbor].contains(number))
    }
    for neighbor in 0..<150 {
      #expect(lists.numbers(neighbor) == sets[neighbor].sorted())
      #expect(lists.count(neighbor) == sets[neighbor].count)
    }
    for number in 0..<70 {
      #expect(lists.isAwaited(number) == sets.contains { $0.contains(number) })
    }
  }

  /// The same for the lists of a database, which keeps the first neighbours' bits in its entries.
  @Test(arguments: 1...5)
  func aDatabaseKeepsThem(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "database", purpose: "test")
    var database = LinkStateDatabase(numbering: LinkStateNumbering())
    var sets = [Set<Int>](repeating: [], count: 100)
    for _ in 0..<3000 {
      let (number, neighbor) = (stream.below(50), stream.below(100))
      if stream.bernoulli(0.6) {
        database.expectAcknowledgement(number, of: neighbor)
        sets[neighbor].insert(number)
      } else if stream.bernoulli(0.95) {
        #expect(database.acknowledge(number, by: neighbor) == (sets[neighbor].remove(number) != nil))
      } else {
        database.forgetList(of: neighbor)
        sets[neighbor] = []
      }
      #expect(database.unacknowledgedCount(neighbor) == sets[neighbor].count)
      #expect(database.isAwaited(number) == sets.contains { $0.contains(number) })
    }
    for neighbor in 0..<100 { #expect(database.unacknowledged(by: neighbor) == sets[neighbor].sorted()) }
  }
}
