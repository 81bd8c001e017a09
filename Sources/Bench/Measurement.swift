#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Work done in some processor time.
struct Run {
  var units: Int
  var seconds: Double
  /// Of the results, so that no work can be left out; the same in every run.
  var checksum: UInt64 = 0
  /// Bytes for each packet in flight, where there are any.
  var bytesInFlight: Double?

  var perSecond: Double { Double(units) / max(1e-9, seconds) }
}

/// What rhumb does a second, beside what a bare loop does that performs only the unavoidable work, in the same process.
struct Measurement {
  let name: String
  let unit: String
  let own: Run
  let bare: Run

  init(_ name: String, unit: String, _ own: Run, _ bare: Run) {
    self.name = name
    self.unit = unit
    self.own = own
    self.bare = bare
  }

  /// Time of rhumb over time of the bare loop for the same number of units.
  var ratio: Double { bare.perSecond / max(1e-9, own.perSecond) }
}

/// Processor time of this process.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

#if canImport(Glibc)
  private let memoryOwner = __rusage_who_t(RUSAGE_SELF.rawValue)
#else
  private let memoryOwner = RUSAGE_SELF
#endif

/// Highest memory of this process so far, in MiB.
func peakMemory() -> Double {
  var usage = rusage()
  getrusage(memoryOwner, &usage)
  #if canImport(Darwin)
    return Double(usage.ru_maxrss) / 1_048_576
  #else
    return Double(usage.ru_maxrss) / 1024
  #endif
}

func timed(_ body: () -> (units: Int, checksum: UInt64)) -> Run {
  let start = processorSeconds()
  let done = body()
  return Run(units: done.units, seconds: processorSeconds() - start, checksum: done.checksum)
}

/// The best of three: the least disturbed one.
func best(_ body: () -> Run) -> Run {
  var best = body()
  for _ in 0..<2 {
    let run = body()
    precondition(run.checksum == best.checksum, "the same work gave another result")
    if run.seconds < best.seconds { best = run }
  }
  return best
}
