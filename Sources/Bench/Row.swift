/// One line of the table, as it goes from the process that measured to the one that reports.
struct Row {
  let workload: String
  let title: String
  let unit: String
  let units: Int
  let perSecond: Double
  let barePerSecond: Double
  /// Time of rhumb over time of the bare loop for the same number of units; lower is better.
  let ratio: Double
  let peakMebibytes: Double
  /// All memory that packets under way take, divided among them; zero where it is not measured.
  let bytesInFlight: Double

  init(_ workload: Workload) {
    let measurement = workload.measure()
    self.workload = workload.name
    title = measurement.name
    unit = measurement.unit
    units = measurement.own.units
    perSecond = measurement.own.perSecond
    barePerSecond = measurement.bare.perSecond
    ratio = measurement.ratio
    peakMebibytes = peakMemory()
    bytesInFlight = measurement.own.bytesInFlight ?? 0
  }

  init?(line: String) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 9, let units = Int(fields[3]), let perSecond = Double(fields[4]),
      let barePerSecond = Double(fields[5]), let ratio = Double(fields[6]), let peak = Double(fields[7]),
      let bytes = Double(fields[8])
    else { return nil }
    (workload, title, unit, self.units) = (fields[0], fields[1], fields[2], units)
    (self.perSecond, self.barePerSecond, self.ratio) = (perSecond, barePerSecond, ratio)
    (peakMebibytes, bytesInFlight) = (peak, bytes)
  }

  var line: String {
    "\(workload)\t\(title)\t\(unit)\t\(units)\t\(perSecond)\t\(barePerSecond)\t\(ratio)\t\(peakMebibytes)\t\(bytesInFlight)"
  }

  var json: String {
    "{\"workload\": \"\(workload)\", \"unit\": \"\(unit)\", \"units\": \(units), "
      + "\"units_per_second\": \(perSecond.rounded()), \"bare_units_per_second\": \(barePerSecond.rounded()), "
      + "\"ratio\": \(fixed(ratio)), \"peak_mebibytes\": \(fixed(peakMebibytes))"
      + (bytesInFlight > 0 ? ", \"bytes_in_flight\": \(fixed(bytesInFlight))}" : "}")
  }

  private var plural: String { unit.hasSuffix("y") ? unit.dropLast() + "ies" : unit + "s" }

  static let header =
    pad("work", 40) + pad("a second", 22) + pad("bare loop", 12) + pad("ratio", 9) + "peak memory"

  var text: String {
    pad(title, 40) + pad("\(rate(perSecond)) \(plural)", 22) + pad(rate(barePerSecond), 12)
      + pad(fixed(ratio), 9) + "\(fixed(peakMebibytes)) MiB"
      + (bytesInFlight > 0 ? ", \(fixed(bytesInFlight)) bytes a packet in flight" : "")
  }
}

func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.count))
}

func rate(_ value: Double) -> String {
  value >= 1e6 ? "\(fixed(value / 1e6)) M" : "\(fixed(value / 1e3)) k"
}

func fixed(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let rest = hundredths % 100
  return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}
