#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads whole files with the C library: a program that starts in milliseconds does not load Foundation for this.
package enum FileReader {
  /// - Parameter path: `-` is standard input.
  package static func read(_ path: String) throws(FileAccessError) -> [UInt8] {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY)
    guard descriptor >= 0 else { throw FileAccessError(path: path, reason: String(cString: strerror(errno))) }
    defer { if descriptor != 0 { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
      if count < 0 { throw FileAccessError(path: path, reason: String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      if bytes.count > 1 << 30 { throw FileAccessError(path: path, reason: "the file is larger than 1 GiB") }
    }
  }

  private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int
  {
    #if canImport(Glibc)
      Glibc.read(descriptor, buffer, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, buffer, count)
    #else
      Darwin.read(descriptor, buffer, count)
    #endif
  }

  /// The directory part of a path; `.` when there is none.
  package static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a directory's name; of the current one, the name that it has in the file system.
  package static func folderName(of directory: String) -> String {
    let isNamed = directory.split(separator: "/").last.map { $0 != "." && $0 != ".." } ?? false
    var path = directory
    if !isNamed, let real = realpath(directory, nil) {
      path = String(cString: real)
      free(real)
    }
    return path.split(separator: "/").last.map(String.init) ?? "project"
  }

  package static func resolve(_ path: String, in directory: String) -> String {
    path.hasPrefix("/") || directory == "." ? path : "\(directory)/\(path)"
  }
}
