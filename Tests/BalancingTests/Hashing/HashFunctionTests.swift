import Balancing
import Testing

/// Against the reference implementations: the Python packages xxhash and mmh3, zlib, libstdc++'s std::hash (MurmurHash2 with
/// its seed), the vectors of the SipHash paper and of the FNV draft.
@Suite struct HashFunctionTests {
  struct Vector: Sendable {
    let text: String
    let xxh64: UInt64
    let xxh64Seed1: UInt64
    let murmur3: UInt64
    let murmur32: UInt32
    let crc32: UInt32
  }

  static let vectors: [Vector] = [
    Vector(
      text: "", xxh64: 0xEF46DB3751D8E999, xxh64Seed1: 0xD5AFBA1336A3BE4B,
      murmur3: 0x0000000000000000, murmur32: 0x00000000, crc32: 0x00000000),
    Vector(
      text: "a", xxh64: 0xD24EC4F1A98C6E5B, xxh64Seed1: 0xDEC2BC81C3CD46C6,
      murmur3: 0x85555565F6597889, murmur32: 0x3C2569B2, crc32: 0xE8B7BE43),
    Vector(
      text: "abc", xxh64: 0x44BC2CF5AD770999, xxh64Seed1: 0xBEA9CA8199328908,
      murmur3: 0xB4963F3F3FAD7867, murmur32: 0xB3DD93FA, crc32: 0x352441C2),
    Vector(
      text: "foobar", xxh64: 0xA2AA05ED9085AAF9, xxh64Seed1: 0xF83230D70D4CA00E,
      murmur3: 0xBDD2AE7116C85A45, murmur32: 0xA4C4D4BD, crc32: 0x9EF61F95),
    Vector(
      text: "web-1_17", xxh64: 0xC8709E7E73D5917D, xxh64Seed1: 0x77DF07FC39AD4951,
      murmur3: 0x438728370C707EAF, murmur32: 0xD826BD73, crc32: 0x37C335B2),
    Vector(
      text: "0123456789abcdef", xxh64: 0x5C5B90C34E376D0B, xxh64Seed1: 0x95398BC8FB82B74D,
      murmur3: 0x4BE06D94CF4AD1A7, murmur32: 0x36C7E0DF, crc32: 0x68C4F033),
    Vector(
      text: "The quick brown fox jumps over the lazy dog", xxh64: 0x0B242D361FDA71BC,
      xxh64Seed1: 0xDF5091B6DAD2C6DB,
      murmur3: 0xE34BBC7BBC071B6C, murmur32: 0x2E4FF723, crc32: 0x414FA339),
  ]

  @Test(arguments: vectors.indices)
  func equalsTheReferenceImplementations(place: Int) {
    let vector = Self.vectors[place]
    let bytes = Array(vector.text.utf8)[...]
    #expect(XXHash64.hash(bytes) == vector.xxh64)
    #expect(XXHash64.hash(bytes, seed: 1) == vector.xxh64Seed1)
    #expect(MurmurHash3.hash(bytes) == vector.murmur3)
    #expect(MurmurHash3.hash32(bytes) == vector.murmur32)
    #expect(CRC32.hash(bytes) == vector.crc32)
  }

  @Test(arguments: [
    ("", 0x553E93901E462A6E as UInt64),
    ("a", 0x454DDEE488C1ED6B as UInt64),
    ("abc", 0x32D82BF8ED3DBA39 as UInt64),
    ("foobar", 0x0DF632C12592DB33 as UInt64),
    ("web-1_17", 0x8E7EF6AE1B6D6C0E as UInt64),
    ("The quick brown fox jumps over the lazy dog", 0xDCCBF2541704BC75 as UInt64),
  ])
  func murmur2EqualsLibstdcxx(text: String, expected: UInt64) {
    #expect(HashFunction.murmur2.hash(text) == expected)
  }

  @Test func aSliceIsHashedLikeAnArray() {
    let padded = Array("xxabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    let slice = padded[2...]
    let copy = Array(slice)[...]
    for function in HashFunction.allCases { #expect(function.hash(slice) == function.hash(copy)) }
  }

  /// Aumasson and Bernstein 2012, appendix A: the key 00…0f and the message 00…0e.
  @Test func sipHashPaperAppendixA() {
    let message = (0..<15).map { UInt8($0) }
    let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)
    #expect(SipHash.hash(message[...], key: key) == 0xA129_CA61_49BE_45E5)
  }

  @Test func fnvDraftVectors() {
    #expect(FNV1a.hash("".utf8) == 0xCBF2_9CE4_8422_2325)
    #expect(FNV1a.hash("a".utf8) == 0xAF63_DC4C_8601_EC8C)
    #expect(FNV1a.hash("foobar".utf8) == 0x8594_4171_F739_67E8)
  }

  /// By hand: SDBM of "ab" is 97 · 65599 + 98; DJB2 of "a" is 5381 · 33 + 97.
  @Test func multiplyingHashesByHand() {
    #expect(SDBM.hash("ab".utf8) == 6_363_201)
    #expect(DJB2.hash("a".utf8) == 177_670)
  }

  @Test func aWordIsHashedLikeItsBytes() {
    let word: UInt64 = 0x0123_4567_89AB_CDEF
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    #expect(XXHash64.hash(word: word, seed: 7) == XXHash64.hash(bytes[...], seed: 7))
  }
}
