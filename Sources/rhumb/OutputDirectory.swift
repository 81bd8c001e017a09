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
      if mkdir(made, 0o777) != 0 && errno != EEXIST {
        throw Failure(
          status: .cannotCreate, message: "cannot create \(path): \(String(cString: strerror(errno)))")
      }
    }
    var information = stat()
    if stat(path, &information) != 0 || information.st_mode & S_IFMT != S_IFDIR {
      throw Failure(status: .cannotCreate, message: "cannot create \(path): it is not a directory")
    }
  }

  func write(_ bytes: [UInt8], to name: String) throws(Failure) {
    try Self.writeFile(bytes, to: "\(path)/\(name)")
  }

  func write(_ text: String, to name: String) throws(Failure) { try write(Array(text.utf8), to: name) }

  static func writeFile(_ bytes: [UInt8], to path: String) throws(Failure) {
    let temporary = "\(path).part"
    guard let file = fopen(temporary, "wb") else {
      throw Failure(
        status: .cannotCreate, message: "cannot write \(path): \(String(cString: strerror(errno)))")
    }
    let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    let closed = fclose(file) == 0
    guard written == bytes.count, closed, rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw Failure(status: .outputFailed, message: "cannot write \(path): \(reason)")
    }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
