/// LSAs of one update: a part of a list that it shares with the other updates that were sent with it.
package struct LSAList: Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
  private let storage: [LSAInstance]
  private let first: Int32
  private let end: Int32

  package init(_ storage: [LSAInstance], _ part: Range<Int>) {
    self.storage = storage
    first = Int32(truncatingIfNeeded: part.lowerBound)
    end = Int32(truncatingIfNeeded: part.upperBound)
  }

  package init(arrayLiteral instances: LSAInstance...) { self.init(instances, instances.indices) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { Int(end &- first) }
  package subscript(place: Int) -> LSAInstance { storage[Int(first) &+ place] }
}

extension LSAList: Equatable {
  package static func == (a: LSAList, b: LSAList) -> Bool { a.elementsEqual(b) }
}
