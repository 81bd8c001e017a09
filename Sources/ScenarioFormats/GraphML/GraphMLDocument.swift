#if canImport(FoundationXML)
  import Foundation
  import FoundationXML
#else
  import Foundation
#endif

/// Why a GraphML file could not be read.
package struct GraphMLError: Error, CustomStringConvertible {
  package let line: Int
  package let column: Int
  package let message: String

  package var description: String { line > 0 ? "line \(line), column \(column): \(message)" : message }
}

/// The nodes, edges and attributes of a GraphML file, as they stand there.
struct GraphMLDocument {
  struct Element {
    var id: String
    /// Where it stands in the file.
    var line = 0
    /// By `attr.name`.
    var values: [String: String] = [:]
  }

  struct Edge {
    var source: String
    var target: String
    var line = 0
    var values: [String: String] = [:]
  }

  var graph: [String: String] = [:]
  var nodes: [Element] = []
  var edges: [Edge] = []
  var hyperedges = 0

  /// External entities are not resolved, and documents that declare their own entities are refused.
  static func parse(_ bytes: [UInt8]) throws(GraphMLError) -> GraphMLDocument {
    if bytes.isEmpty { throw GraphMLError(line: 1, column: 1, message: "the file is empty") }
    let text = try XMLText.decode(bytes)
    for declaration in ["<!DOCTYPE", "<!ENTITY"] {
      guard let place = position(of: declaration, in: text) else { continue }
      throw GraphMLError(
        line: place.line, column: place.column,
        message: "a document type declaration is not accepted: GraphML is defined by a schema")
    }
    let parser = XMLParser(data: Data(text))
    parser.shouldResolveExternalEntities = false
    parser.shouldProcessNamespaces = true
    let collector = GraphMLCollector()
    parser.delegate = collector
    let isWellFormed = parser.parse()
    if let fault = collector.fault { throw fault }
    guard isWellFormed else {
      throw GraphMLError(
        line: parser.lineNumber, column: parser.columnNumber, message: "this is not well-formed XML")
    }
    guard collector.sawGraph else {
      throw GraphMLError(line: 1, column: 1, message: "this is no GraphML: it has no <graph> element")
    }
    return collector.document
  }

  /// Where an ASCII text stands, from line 1 and column 1.
  private static func position(of text: String, in bytes: [UInt8]) -> (line: Int, column: Int)? {
    let wanted = Array(text.utf8)
    var (line, column, matched) = (1, 0, 0)
    for byte in bytes {
      column += 1
      if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 0) }
      // `<` stands only at the beginning, so a mismatch can at most begin anew.
      matched = byte == wanted[matched] ? matched + 1 : byte == wanted[0] ? 1 : 0
      if matched == wanted.count { return (line, column - wanted.count + 1) }
    }
    return nil
  }
}

/// Foundation's XML parser wants a class to talk to.
private final class GraphMLCollector: NSObject, XMLParserDelegate {
  var document = GraphMLDocument()
  var sawGraph = false
  var fault: GraphMLError?
  private var names: [String: String] = [:]
  private var depth = 0
  private var owner = Owner.graph
  private var key: String?
  private var text = ""

  private enum Owner {
    case graph
    case node
    case edge
    case hyperedge
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    depth += 1
    if depth > 64 { fail("the elements are nested too deeply", parser) }
    switch element {
    case "key":
      if let id = attributes["id"] { names[id] = attributes["attr.name"] ?? id }
    case "graph":
      sawGraph = true
      owner = .graph
    case "node":
      guard let id = attributes["id"] else { return fail("a node has no id", parser) }
      document.nodes.append(GraphMLDocument.Element(id: id, line: parser.lineNumber))
      owner = .node
    case "edge":
      guard let source = attributes["source"], let target = attributes["target"] else {
        return fail("an edge has no source or target", parser)
      }
      document.edges.append(GraphMLDocument.Edge(source: source, target: target, line: parser.lineNumber))
      owner = .edge
    case "hyperedge":
      document.hyperedges += 1
      owner = .hyperedge
    case "data":
      key = attributes["key"]
      text = ""
    default:
      break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    if key != nil && text.utf8.count < 10_000 { text += characters }
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    if key != nil && text.utf8.count < 10_000 { text += String(decoding: block, as: UTF8.self) }
  }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?
  ) {
    depth -= 1
    switch element {
    case "node", "edge", "hyperedge": owner = .graph
    case "data":
      if let key { store(names[key] ?? key, text.trimmingCharacters(in: .whitespacesAndNewlines)) }
      key = nil
    default: break
    }
  }

  private func store(_ name: String, _ value: String) {
    switch owner {
    case .graph: document.graph[name] = value
    case .node: document.nodes[document.nodes.count - 1].values[name] = value
    case .edge: document.edges[document.edges.count - 1].values[name] = value
    case .hyperedge: break
    }
  }

  func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
    if fault == nil {
      fault = GraphMLError(
        line: parser.lineNumber, column: parser.columnNumber, message: "this is not well-formed XML")
    }
  }

  private func fail(_ message: String, _ parser: XMLParser) {
    if fault == nil {
      fault = GraphMLError(line: parser.lineNumber, column: parser.columnNumber, message: message)
    }
    parser.abortParsing()
  }
}
