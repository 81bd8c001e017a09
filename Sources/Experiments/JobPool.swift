#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Synchronization

/// Does independent jobs on several threads.
package enum JobPool {
  /// Calls `body` once for each job, on `threads` threads at most, and waits for all. The order in which they end is not
  /// fixed; what they give is put in the order of the jobs. A job that throws ends the rest, and the first such job's error is
  /// thrown.
  ///
  /// - Parameter finished: called once for each job that has ended well, one at a time, on whichever thread.
  package static func map<Output: Sendable, Failure: Error>(
    count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws(Failure) -> Output,
    finished: @escaping @Sendable (Int, Output) throws(Failure) -> Void
  ) throws(Failure) -> [Output] {
    guard count > 0 else { return [] }
    let work = Work<Output, Failure>(count: count)
    let step: @Sendable () -> Void = {
      while let job = work.take() {
        do throws(Failure) {
          let output = try body(job)
          work.finish(job, output, finished)
        } catch { work.fail(job, error) }
      }
    }
    // The caller's thread is one of them.
    let helpers = (1..<max(1, min(threads, count))).compactMap { _ in WorkerThread(step) }
    step()
    for helper in helpers { helper.join() }
    return try work.outputs()
  }
}

/// What the threads share: the number of the next job, and a place for what they give.
private final class Work<Output: Sendable, Failure: Error>: Sendable {
  private let next = Atomic<Int>(0)
  private let state: Mutex<State>
  private let count: Int

  struct State {
    var outputs: [Output?]
    var failure: (job: Int, error: Failure)?
  }

  init(count: Int) {
    self.count = count
    state = Mutex(State(outputs: Array(repeating: nil, count: count)))
  }

  func take() -> Int? {
    let job = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return job < count ? job : nil
  }

  func finish(
    _ job: Int, _ output: Output, _ finished: @Sendable (Int, Output) throws(Failure) -> Void
  ) {
    state.withLock { state in
      state.outputs[job] = output
      do throws(Failure) { try finished(job, output) } catch { note(job, error, &state) }
    }
  }

  func fail(_ job: Int, _ error: Failure) { state.withLock { note(job, error, &$0) } }

  private func note(_ job: Int, _ error: Failure, _ state: inout State) {
    if state.failure.map({ job < $0.job }) ?? true { state.failure = (job, error) }
    next.store(count, ordering: .relaxed)
  }

  func outputs() throws(Failure) -> [Output] {
    let (outputs, failure) = state.withLock { ($0.outputs, $0.failure?.error) }
    if let failure { throw failure }
    return outputs.compactMap { $0 }
  }
}

/// A thread of the operating system: simulations are long and never wait, which the tasks of a concurrency pool should not
/// be.
private struct WorkerThread {
  private let handle: pthread_t

  /// Nil when the system gives no more threads; the others do its work.
  init?(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(body))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    // As the main thread has.
    pthread_attr_setstacksize(&attributes, 8 << 20)
    #if canImport(Darwin)
      var created: pthread_t?
      let status = pthread_create(
        &created, &attributes,
        { argument in
          Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
          return nil
        }, box.toOpaque())
    #else
      var created: pthread_t? = pthread_t()
      var number = pthread_t()
      let status = pthread_create(
        &number, &attributes,
        { argument in
          if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
          return nil
        }, box.toOpaque())
      created = number
    #endif
    guard status == 0, let created else {
      box.release()
      return nil
    }
    handle = created
  }

  func join() { pthread_join(handle, nil) }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
