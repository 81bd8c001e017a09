#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A directory for results. Files appear whole or not at all: each is written beside its place and renamed.
struct OutputDirectory {
  let path: String

  struct Failure: Error {
    let status: ExitStatus
    let message: String
  }

  /// Makes the directory and those above it.
  init(_ path: String) throws(Failure) {
    self.path = path
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/\(part)"
      if mkdir(made, 0o777) == 0 { continue }
      let reason = errno
      // A file system that is read-only may say that rather than that the directory is there.
      guard Self.kind(of: made) != S_IFDIR else { continue }
      let words = reason == EEXIST ? "\(made) is not a directory" : String(cString: strerror(reason))
      throw Failure(status: .cannotCreate, message: "cannot create \(path): \(words)")
    }
    guard !path.isEmpty else {
      throw Failure(status: .cannotCreate, message: "the name of the directory for results is empty")
    }
  }

  func write(_ bytes: [UInt8], to name: String) throws(Failure) {
    try Self.writeFile(bytes, to: "\(path)/\(name)")
  }

  func write(_ text: String, to name: String) throws(Failure) { try write(Array(text.utf8), to: name) }

  /// Removes what an earlier run left and this one does not make.
  func remove(_ name: String) { unlink("\(path)/\(name)") }

  /// Gives a file that was written here its name.
  func move(_ name: String, to other: String) throws(Failure) {
    guard rename("\(path)/\(name)", "\(path)/\(other)") == 0 else {
      throw Failure(
        status: .outputFailed, message: "cannot write \(path)/\(other): \(String(cString: strerror(errno)))")
    }
  }

  static func writeFile(_ bytes: [UInt8], to path: String) throws(Failure) {
    // A device or a pipe cannot be renamed over.
    let isPlain = (kind(of: path) ?? S_IFREG) == S_IFREG
    let temporary = isPlain ? "\(path).\(getpid()).part" : path
    guard let file = fopen(temporary, "wb") else {
      throw Failure(
        status: .cannotCreate, message: "cannot write \(path): \(String(cString: strerror(errno)))")
    }
    let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    let closed = fclose(file) == 0
    guard written == bytes.count, closed, !isPlain || rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      if isPlain { unlink(temporary) }
      throw Failure(status: .outputFailed, message: "cannot write \(path): \(reason)")
    }
  }

  /// The type bits of the file's mode; nil when there is none.
  private static func kind(of path: String) -> mode_t? {
    var information = stat()
    return stat(path, &information) == 0 ? information.st_mode & S_IFMT : nil
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
