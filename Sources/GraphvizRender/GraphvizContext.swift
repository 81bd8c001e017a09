import CGraphviz

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A Graphviz context with only the plugins that lay out and write text.
///
/// With Pango loaded, Graphviz measures labels in the fonts of the machine, and the same drawing has other coordinates on
/// another machine. Without it, Graphviz measures by the built-in metrics of Helvetica.
enum GraphvizContext {
  private static let plugins = ["core", "dot_layout", "neato_layout"]
  #if canImport(Darwin)
    private static let endings = ["6.dylib", "dylib"]
  #else
    private static let endings = ["so.6", "so.8", "so.7", "so"]
  #endif

  /// nil: the plugins are not where the library lies (another packaging); the ordinary context does then.
  static func withoutFonts() -> OpaquePointer? {
    guard let folder = pluginFolder() else { return nil }
    var libraries: [UnsafeMutablePointer<gvplugin_library_t>] = []
    for plugin in plugins {
      guard let library = library(plugin, in: folder) else { return nil }
      libraries.append(library)
    }
    guard let context = gvContextPlugins(nil, 0) else { return nil }
    for library in libraries { gvAddLibrary(context, library) }
    return context
  }

  private static func library(
    _ plugin: String, in folder: String
  ) -> UnsafeMutablePointer<gvplugin_library_t>? {
    for ending in endings {
      // Never closed: the context keeps pointers into it, and the next one finds it loaded.
      guard let handle = dlopen("\(folder)/libgvplugin_\(plugin).\(ending)", RTLD_NOW) else { continue }
      guard let symbol = dlsym(handle, "gvplugin_\(plugin)_LTX_library") else { continue }
      return symbol.assumingMemoryBound(to: gvplugin_library_t.self)
    }
    return nil
  }

  /// What dladdr fills in; Glibc shows neither to Swift.
  private struct SymbolPlace {
    var file: UnsafePointer<CChar>?
    var base: UnsafeMutableRawPointer?
    var name: UnsafePointer<CChar>?
    var address: UnsafeMutableRawPointer?
  }

  private typealias FindSymbol =
    @convention(c) (UnsafeRawPointer?, UnsafeMutableRawPointer?) -> CInt

  /// Plugins lie in `graphviz/` beside libgvc.
  private static func pluginFolder() -> String? {
    // RTLD_DEFAULT: the null handle on Linux, −2 on Darwin.
    #if canImport(Darwin)
      let everywhere = UnsafeMutableRawPointer(bitPattern: -2)
    #else
      let everywhere: UnsafeMutableRawPointer? = nil
    #endif
    guard let function = dlsym(everywhere, "gvContext"), let finder = dlsym(everywhere, "dladdr") else {
      return nil
    }
    var place = SymbolPlace()
    guard unsafeBitCast(finder, to: FindSymbol.self)(function, &place) != 0, let name = place.file else {
      return nil
    }
    let path = String(cString: name)
    guard let slash = path.lastIndex(of: "/") else { return nil }
    return path[..<slash] + "/graphviz"
  }
}
