#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Study

/// The runs of a study on disk, one line each, written as they end: what an interruption leaves, even a killed process or a
/// full disk, is read again by the next one.
///
/// Lines are only ever appended, each by one write. The first says which study it is.
package final class RunJournal: Sendable {
  /// Runs found when the journal was opened.
  package let known: StudyRuns
  private let descriptor: Int32

  package struct Failure: Error {
    package enum Kind: Sendable {
      case otherStudy
      case inUse
      case file
    }

    package let kind: Kind
    package let message: String
  }

  private static let mark = "rhumb-journal/1"

  /// Opens the journal, or makes one.
  ///
  /// - Parameter digest: of the study (`StudyDigest`).
  package init(path: String, digest: String) throws(Failure) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND, 0o666)
    guard descriptor >= 0 else { throw Self.failure("cannot open \(path)") }
    self.descriptor = descriptor
    do throws(Failure) {
      // Two processes would make the same runs twice.
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        throw Failure(kind: .inUse, message: "another rhumb is at work in \(path)")
      }
      let text = String(decoding: try Self.read(descriptor, path), as: UTF8.self)
      known = try Self.runs(in: text, digest: digest, path: path)
      if text.isEmpty {
        try Self.append("\(Self.mark)\t\(digest)\n", to: descriptor)
      } else if text.utf8.last != UInt8(ascii: "\n") {
        // The end of a line that was cut short.
        try Self.append("\n", to: descriptor)
      }
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit {
    fsync(descriptor)
    close(descriptor)
  }

  /// - Throws: when the disk does not take it; the run is then lost, and those before are not.
  package func add(_ entry: StudyRuns.Entry) throws(Failure) {
    try Self.append(JournalLine.write(entry), to: descriptor)
  }

  private static func runs(in text: String, digest: String, path: String) throws(Failure) -> StudyRuns {
    var runs = StudyRuns()
    var lines = text.split(separator: "\n")[...]
    guard let first = lines.popFirst() else { return runs }
    let head = first.split(separator: "\t")
    guard head.first == Substring(mark) else {
      throw Failure(kind: .otherStudy, message: "\(path) is no journal of rhumb")
    }
    guard head.count == 2, head[1] == Substring(digest) else {
      throw Failure(
        kind: .otherStudy,
        message: "\(path) holds runs of another study: its scenario, variants, metrics or version differ")
    }
    for line in lines {
      if let entry = JournalLine.read(line) { runs.add(entry) }
    }
    return runs
  }

  private static func read(_ descriptor: Int32, _ path: String) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress, buffer.count, off_t(bytes.count))
      }
      if count < 0 { throw failure("cannot read \(path)") }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  private static func append(_ text: String, to descriptor: Int32) throws(Failure) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { buffer in
        systemWrite(descriptor, buffer.baseAddress, buffer.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("cannot write the journal") }
      sent += count
    }
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

  private static func failure(_ what: String) -> Failure {
    Failure(kind: .file, message: "\(what): \(String(cString: strerror(errno)))")
  }
}
