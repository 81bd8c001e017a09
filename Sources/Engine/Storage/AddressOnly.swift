/// Keeps a struct that has it at its address: a method that only reads it gets the address, not a copy of all its bytes.
///
/// An existential within a struct makes it "address-only" in the compiler's terms: nothing loads it as one value. That is right for a
/// large noncopyable one. A loadable one is copied, some four kilobytes for the simulation, whenever a mutating method calls one that
/// is not; and the compiler checks how its parts are used one by one, down to the integers in the structs within, which made up
/// seven of the eight minutes that the engine took to build.
struct AddressOnly {
  private let existential: Any? = nil
}
