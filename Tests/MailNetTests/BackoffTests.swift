import MailNet
import Testing

@Suite struct `Backoff delay` {
    @Test(arguments: [(1, 1), (2, 2), (4, 8), (40, 60), (1_000_000, 60)])
    func `doubles up to the ceiling and is cut by at most half`(failures: Int, full: Int) {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let delay = Backoff.delay(
                afterFailures: failures, base: .seconds(1), ceiling: .seconds(60), using: &random)
            #expect(delay >= .seconds(full) / 2 && delay <= .seconds(full))
        }
    }
}
