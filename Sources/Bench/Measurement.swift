#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What rhumb does a second, beside what a bare loop does.
struct Measurement {
  let name: String
  let units: Int
  let seconds: Double
  let referenceUnits: Int
  let referenceSeconds: Double

  var perSecond: Double { Double(units) / max(1e-9, seconds) }
  var referencePerSecond: Double { Double(referenceUnits) / max(1e-9, referenceSeconds) }
  var ratio: Double { referencePerSecond / max(1e-9, perSecond) }

  var json: String {
    "{\"name\": \"\(name)\", \"units\": \(units), \"units_per_second\": \(perSecond.rounded()), "
      + "\"reference_units_per_second\": \(referencePerSecond.rounded()), \"ratio\": \(fixed(ratio))}"
  }
}

/// Processor time of this process.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The best of three: the least disturbed one.
func best(_ body: () -> Int) -> (units: Int, seconds: Double) {
  var result = (units: 0, seconds: Double.infinity)
  for _ in 0..<3 {
    let start = processorSeconds()
    let units = body()
    let seconds = processorSeconds() - start
    if seconds < result.seconds { result = (units, seconds) }
  }
  return result
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
