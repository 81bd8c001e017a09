import Kernel
import NetworkModel

/// What most LSAs of an update come to while no database exchange is under way (RFC 2328 §13): the same instance is here
/// already, or this one is new.
struct FloodIntake: Sendable {
  /// Those that wait to be acknowledged on the sender's interface, with what is accepted at their end.
  var accepted: [LSAInstance] = []
  var acceptedCount = 0
  /// Of the accepted ones, those of which there was no instance; empty before and after.
  var fresh: [LSAInstance] = []
  /// To be acknowledged at once.
  var duplicates: [LSAInstance] = []
  var hasDuplicates = false
  /// Something in the database says something else than before.
  var isNews = false
  /// A duplicate stood for an acknowledgement.
  var hasAcknowledged = false
}

/// What counts as an everyday case at the moment.
struct FloodIntakeTerms {
  let now: SimTime
  /// MinLSArrival.
  let minimumArrival: SimTime
  /// What reaches MaxAge before this needs another timer.
  let nextAgeing: SimTime
  let routerID: RouterID
  /// The sender's bit.
  let sender: UInt64
  /// Of all others that the LSAs are flooded to.
  let others: UInt64
  /// The timers for retransmission to the others are set. Where LSAs wait to be acknowledged, that one is, too: then one more
  /// needs none. Else what is new is left to the caller.
  let hasTimers: Bool
  /// The database is known to have news.
  var hasNews: Bool
}

extension LinkStateDatabase {
  /// Deals with the LSAs of an update from a place on, in one loop over plain memory, as far as they are everyday cases. The
  /// database knows the neighbours.
  ///
  /// - Returns: the place of the first that is not.
  mutating func takeIn(
    _ instances: LSAList, from first: Int, _ terms: FloodIntakeTerms, into intake: inout FloodIntake
  ) -> Int {
    var terms = terms
    var place = first
    var hasFresh = false
    /// How many were on nobody's list before and are on all others' now.
    var alike: Int32 = 0
    slots.withUnsafeMutableBufferPointer { slots in
      while place < instances.count {
        let received = instances[place]
        let number = received.number
        if received.isWide || received.isMaxAge || number >= slots.count { break }
        let before = slots[number].bits
        // Where some may be old, their times decide: not here.
        if terms.now >= firstMaxAge { break }
        if slots[number].isInUse(received, true) {
          // §13 steps 6 and 7: a duplicate, which may stand for an acknowledgement.
          if before & terms.sender != 0 {
            slots[number].bits = before & ~terms.sender
            awaited[terms.sender.trailingZeroBitCount] &-= 1
            intake.hasAcknowledged = true
          } else {
            if !intake.hasDuplicates {
              intake.duplicates.reserveCapacity(intake.duplicates.count + instances.count - place)
              intake.hasDuplicates = true
            }
            intake.duplicates.append(received)
          }
          place += 1
          continue
        }
        guard terms.hasTimers, !intake.accepted.isEmpty,
          Self.isPlainlyNew(received, slots[number], times[number], terms)
        else { break }
        if !terms.hasNews && Self.isNews(received, slots[number]) {
          terms.hasNews = true
          intake.isNews = true
        }
        if before & (terms.others | terms.sender) == 0 {
          alike &+= 1
        } else {
          if before & terms.sender != 0 { awaited[terms.sender.trailingZeroBitCount] &-= 1 }
          Self.add(1, to: &awaited, of: terms.others & ~before)
        }
        if slots[number].reference == nil {
          intake.fresh.append(received)
          hasFresh = true
        }
        slots[number].reference = received.unmanaged
        slots[number].bits = (before | terms.others | Slot.flooded) & ~terms.sender
        let birth = terms.now - .seconds(received.age)
        times[number] = Times(birth: birth, arrival: terms.now)
        firstMaxAge = min(firstMaxAge, birth + .seconds(OSPF.maxAge))
        intake.accepted.append(received)
        intake.acceptedCount += 1
        place += 1
      }
    }
    if alike > 0 { Self.add(alike, to: &awaited, of: terms.others) }
    if hasFresh {
      for instance in intake.fresh { noteFresh(instance) }
      intake.fresh.removeAll(keepingCapacity: true)
    }
    return place
  }

  /// §13 step 5: there is no instance here or an older one, and nothing special is to be done about it. Network-LSAs are left
  /// to the caller, since they may bear the router's own address (§13.4), and others may describe the same network.
  @inline(__always)
  private static func isPlainlyNew(
    _ received: LSAInstance, _ slot: Slot, _ times: Times, _ terms: FloodIntakeTerms
  ) -> Bool {
    let (key, sequence) = received.unmanaged._withUnsafeGuaranteedRef { ($0.key, $0.sequence) }
    if key.type == .network || key.advertisingRouter == terms.routerID { return false }
    if let reference = slot.reference {
      if slot.isFlushing || sequence <= reference._withUnsafeGuaranteedRef({ $0.sequence }) { return false }
      if slot.wasFlooded && terms.now - times.arrival < terms.minimumArrival { return false }
    }
    return terms.now - .seconds(received.age) + .seconds(OSPF.maxAge) >= terms.nextAgeing
  }

  /// Of one that is plainly new.
  private static func isNews(_ received: LSAInstance, _ slot: Slot) -> Bool {
    guard let reference = slot.reference else { return true }
    return reference._withUnsafeGuaranteedRef { !$0.saysTheSame(as: received.lsa) }
  }

  private static func add(_ number: Int32, to counts: inout [Int32], of neighbors: UInt64) {
    var rest = neighbors
    while rest != 0 {
      counts[rest.trailingZeroBitCount] &+= number
      rest &= rest &- 1
    }
  }
}
