import Platform
import Testing

@Suite struct `Sealing` {
    let key = SymmetricKey.random()

    @Test(arguments: [0, 1, 15, 16, 17, 5000])
    func `gives back what was sealed`(count: Int) {
        let plain = SecureRandom.bytes(count)
        #expect(Seal.open(Seal.seal(plain, key: key, context: [7]), key: key, context: [7]) == plain)
    }

    @Test func `notices every changed bit`() {
        let sealed = Seal.seal([1, 2, 3], key: key)
        for index in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[index] ^= 1 << UInt8(bit)
                #expect(Seal.open(changed, key: key) == nil)
            }
        }
    }

    @Test func `needs the same context and key`() {
        let sealed = Seal.seal([1], key: key, context: [1])
        #expect(Seal.open(sealed, key: key, context: [2]) == nil)
        #expect(Seal.open(sealed, key: .random(), context: [1]) == nil)
        #expect(Seal.open([], key: key) == nil)
    }
}

@Suite struct `Base64 for URLs` {
    @Test func `decodes what it encoded, at every length`() {
        for count in 0..<70 {
            let bytes = SecureRandom.bytes(count)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: ["A", "AAAAA", "AA=", "A A", "ä", "a+b/"])
    func `refuses what is not its alphabet`(text: String) { #expect(Base64URL.decode(text) == nil) }

    @Test func `matches RFC 4648`() { #expect(Base64URL.encode(Array("fo".utf8)) == "Zm8") }
}

@Suite struct `A digest` {
    @Test func `of SHA-256 matches FIPS 180`() {
        #expect(
            Hex.encode(Digest.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `of HMAC matches RFC 4231`() {
        #expect(
            Hex.encode(Digest.hmacSHA256(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }
}
