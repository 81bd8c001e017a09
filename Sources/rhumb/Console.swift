#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output and standard error, and what is known of the terminal behind them.
enum Console {
  /// Writes to standard output. When that cannot be written (the disk is full), the program ends with 74.
  static func write(_ text: String) { write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) {
    guard !send(bytes, to: 1) else { return }
    writeError("rhumb: cannot write to standard output: \(String(cString: strerror(errno)))\n")
    exit(ExitStatus.outputFailed.rawValue)
  }

  /// Writes to standard error; when that fails there is nobody to tell.
  static func writeError(_ text: String) { _ = send(Array(text.utf8), to: 2) }

  private static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let count = systemWrite(descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent)
        if count > 0 { sent += count } else if errno != EINTR { return false }
      }
      return true
    }
  }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal on standard output; nil when it is none or does not say.
  static var width: Int? {
    guard isTerminal(1) else { return nil }
    if let columns = environment("COLUMNS").flatMap({ Int($0) }), columns > 0 { return columns }
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Processors that are at work.
  static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// A clock for the progress line; it never reaches results.
  static var wallSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, buffer, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, buffer, count)
    #else
      Darwin.write(descriptor, buffer, count)
    #endif
  }
}

/// The exit codes of the contract (sysexits.h).
enum ExitStatus: Int32, Comparable {
  case success = 0
  case expectationFailed = 1
  case usage = 64
  case badInput = 65
  case noInput = 66
  case internalFault = 70
  case cannotCreate = 73
  case outputFailed = 74

  static func < (a: ExitStatus, b: ExitStatus) -> Bool { a.rawValue < b.rawValue }
}
