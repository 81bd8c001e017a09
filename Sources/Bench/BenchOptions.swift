/// The command line.
struct BenchOptions {
  var isQuick = false
  var only = ""
  var json: String?
  var baseline: String?
  var newBaseline: String?
  /// Measure this workload alone, in this process.
  var child: Int?

  struct Wrong: Error, CustomStringConvertible {
    let description: String
  }

  init(_ arguments: [String]) throws(Wrong) {
    var rest = arguments[...]
    while let option = rest.popFirst() {
      if option == "--quick" {
        isQuick = true
        continue
      }
      guard let value = rest.popFirst() else { throw Wrong(description: "\(option) needs a value") }
      switch option {
      case "--only": only = value
      case "--json": json = value
      case "--check": baseline = value
      case "--save-baseline": newBaseline = value
      case "--child":
        guard let number = Int(value), Workload.all.indices.contains(number) else {
          throw Wrong(description: "there is no workload \(value)")
        }
        child = number
      default: throw Wrong(description: "unknown option \(option)")
      }
    }
  }
}
