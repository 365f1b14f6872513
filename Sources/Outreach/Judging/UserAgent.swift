import CRMModel

/// What a browser says when it fetches ahead of its user.
enum PrefetchHeaders {
    static func isPrefetch(_ facts: HitFacts) -> Bool {
        ["purpose", "sec-purpose", "x-moz", "x-purpose"].contains {
            let value = facts.headers[$0]?.lowercased() ?? ""
            return value.contains("prefetch") || value.contains("preview")
        }
    }
}

/// What user agents tell.
enum UserAgent {
    static func isGmailPrefetch(_ agent: String) -> Bool {
        agent.contains("Chrome/42.0.2311.135") && agent.hasSuffix("Edge/12.246 Mozilla/5.0")
    }

    static func isImageProxy(_ agent: String) -> Bool {
        ["GoogleImageProxy", "ggpht.com", "YahooMailProxy"].contains { agent.contains($0) }
    }

    /// Empty, or a program that names itself: libraries, command line tools, scanners of mail security.
    static func isRobot(_ agent: String) -> Bool {
        let agent = agent.prefix(400).lowercased()
        if agent.allSatisfy(\.isWhitespace) { return true }
        return robots.contains { agent.contains($0) }
    }

    static func family(_ agent: String) -> String {
        let agent = agent.prefix(400)
        return ["Edg/", "OPR/", "Firefox/", "Chrome/", "Safari/", "Thunderbird/", "MSIE", "Trident/"].first {
            agent.contains($0)
        } ?? String(agent.prefix { $0 != "/" && $0 != " " })
    }

    private static let robots = [
        "curl/", "wget/", "python", "go-http-client", "java/", "okhttp", "libwww", "httpclient", "axios/",
        "node-fetch", "ruby", "scrapy", "headlesschrome", "phantomjs", "bot", "spider", "crawler", "scanner",
        "proofpoint", "mimecast", "barracuda", "fireeye", "trendmicro", "sophos", "forcepoint", "symantec",
        "messagelabs", "zscaler", "safelinks", "virustotal", "ironport", "bitdefender", "kaspersky",
        "urlscan", "+http", "crawl", "fetch", "slurp", "externalhit", "archive", "heritrix", "httrack",
        "preview",
        "monitor", "analyzer", "validator", "checker", "lighthouse", "httpunit", "libcurl", "perl/", "php/",
        "whatsapp/", "ips-agent", "findlinks",
    ]
}
