/// Domains whose addresses say nothing about the company that somebody works for.
public enum FreemailDomains {
    /// - Parameter domain: lower case.
    public static func contains(_ domain: String) -> Bool { all.contains(domain) }

    private static let all: Set<String> = [
        "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "outlook.fr", "hotmail.com",
        "hotmail.co.uk", "hotmail.de", "hotmail.fr", "hotmail.it", "hotmail.es", "live.com", "live.co.uk",
        "live.de", "live.fr", "live.nl", "msn.com", "passport.com", "yahoo.com", "yahoo.co.uk", "yahoo.de",
        "yahoo.fr", "yahoo.it", "yahoo.es", "yahoo.co.jp", "yahoo.co.in", "yahoo.ca", "yahoo.com.au",
        "yahoo.com.br", "ymail.com", "rocketmail.com", "aol.com", "aim.com", "icloud.com", "me.com",
        "mac.com", "proton.me", "protonmail.com", "protonmail.ch", "pm.me", "gmx.de", "gmx.net", "gmx.com",
        "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "arcor.de", "mail.com", "email.com",
        "fastmail.com", "fastmail.fm", "hey.com", "tutanota.com", "tuta.io", "tutamail.com", "zoho.com",
        "zohomail.com", "posteo.de", "mailbox.org", "yandex.ru", "yandex.com", "ya.ru", "mail.ru",
        "bk.ru", "inbox.ru", "list.ru", "rambler.ru", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr",
        "laposte.net", "libero.it", "virgilio.it", "alice.it", "tin.it", "bluewin.ch", "btinternet.com",
        "sky.com", "talktalk.net", "ntlworld.com", "comcast.net", "verizon.net", "att.net",
        "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "shaw.ca", "rogers.com",
        "bigpond.com", "optusnet.com.au", "xtra.co.nz", "terra.com.br", "uol.com.br", "bol.com.br",
        "qq.com", "163.com", "126.com", "sina.com", "sohu.com", "foxmail.com", "yeah.net", "naver.com",
        "daum.net", "hanmail.net", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "rediffmail.com",
        "seznam.cz", "centrum.cz", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "abv.bg", "ukr.net",
        "telenet.be", "skynet.be", "ziggo.nl", "kpnmail.nl", "xs4all.nl", "home.nl", "planet.nl",
    ]
}
