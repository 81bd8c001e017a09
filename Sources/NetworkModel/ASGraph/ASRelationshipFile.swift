/// CAIDA's AS relationship files, serial-1 and serial-2: `provider|customer|-1`, `peer|peer|0`, with further fields behind
/// another bar in serial-2; lines that begin with `#` are comments. Lines may also be in C-BGP's form of Subramanian's files,
/// `provider customer 1` and `peer peer 0`, with further fields behind blanks.
package enum ASRelationshipFile {
  package struct Fault: Error, Equatable, CustomStringConvertible {
    package let line: Int
    package let message: String

    package var description: String { "line \(line): \(message)" }
  }

  /// - Throws: at the first line that cannot be read, joins an AS with itself, or repeats a link.
  /// - Complexity: O(bytes).
  package static func read(_ bytes: [UInt8]) throws(Fault) -> ASGraph {
    var links: [ASGraph.Link] = []
    links.reserveCapacity(bytes.count / 14)
    var fault: Fault?
    bytes.withUnsafeBufferPointer { text in
      var position = 0
      var line = 0
      while position < text.count, fault == nil {
        line += 1
        if text[position] == UInt8(ascii: "#") || text[position] == 10 || text[position] == 13 {
          skipLine(text, &position)
          continue
        }
        let first = number(text, &position)
        let isBlank = skipBlanks(text, &position)
        let isSeparated = isBlank || take(124, text, &position)
        let second = number(text, &position)
        let isFollowed = isBlank ? skipBlanks(text, &position) : take(124, text, &position)
        let hasSign = !isBlank && take(UInt8(ascii: "-"), text, &position)
        let relation = number(text, &position)
        let isTransit = isBlank ? relation == 1 : hasSign
        let ends: [UInt8] = isBlank ? [10, 13, 32, 9] : [10, 13, 124]
        let isEnd = position >= text.count || ends.contains(text[position])
        guard let first, let second, isSeparated, isFollowed, relation == (isTransit ? 1 : 0), isEnd else {
          fault = Fault(
            line: line,
            message: "expected `provider|customer|-1` or `peer|peer|0`, or C-BGP's `provider customer 1`")
          return
        }
        if first == second {
          fault = Fault(line: line, message: "AS \(first) is joined with itself")
          return
        }
        links.append(ASGraph.Link(first, second, isPeering: !isTransit))
        skipLine(text, &position)
      }
    }
    if let fault { throw fault }
    let graph = ASGraph(links)
    if let (a, b) = repeated(graph) {
      throw Fault(line: secondLine(of: a, b, bytes), message: "AS \(a) and AS \(b) are joined already")
    }
    return graph
  }

  private static func skipLine(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) {
    while position < text.count, text[position] != 10 { position += 1 }
    position += 1
  }

  /// Whether there were any.
  private static func skipBlanks(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Bool {
    let start = position
    while position < text.count, text[position] == 32 || text[position] == 9 { position += 1 }
    return position > start
  }

  private static func take(
    _ byte: UInt8, _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  /// Nil when there is none, or when it does not fit 32 bits.
  private static func number(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> UInt32? {
    var value: UInt64 = 0
    let start = position
    while position < text.count, text[position] >= 48, text[position] <= 57 {
      value = value * 10 + UInt64(text[position] - 48)
      if value > 0xFFFF_FFFF { return nil }
      position += 1
    }
    return position == start ? nil : UInt32(value)
  }

  /// Two ASes with more than one link, if there are any.
  private static func repeated(_ graph: ASGraph) -> (UInt32, UInt32)? {
    var lastSeen = [UInt32](repeating: .max, count: graph.numbers.count)
    for place in graph.numbers.indices {
      for session in graph.sessions[Int(graph.starts[place])..<Int(graph.starts[place + 1])] {
        if lastSeen[Int(session.neighbor)] == UInt32(place) {
          return (graph.numbers[place], graph.numbers[Int(session.neighbor)])
        }
        lastSeen[Int(session.neighbor)] = UInt32(place)
      }
    }
    return nil
  }

  private static func secondLine(of a: UInt32, _ b: UInt32, _ bytes: [UInt8]) -> Int {
    var isFirst = true
    for (line, text) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      let fields = text.split { $0 == 124 || $0 == 32 || $0 == 9 }.prefix(2).map {
        UInt32(String(decoding: $0, as: UTF8.self))
      }
      guard fields == [a, b] || fields == [b, a] else { continue }
      if !isFirst { return line + 1 }
      isFirst = false
    }
    return 0
  }
}
