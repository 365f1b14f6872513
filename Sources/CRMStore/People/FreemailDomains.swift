/// Domains where everybody can have a mailbox: such a domain says nothing about a company.
public enum FreemailDomains {
    /// - Parameter domain: normalised, lower case.
    public static func contains(_ domain: String) -> Bool {
        if domains.contains(domain) { return true }
        // Providers with one domain per country: hotmail.fr, yahoo.co.uk, live.nl.
        guard let dot = domain.firstIndex(of: ".") else { return false }
        let rest = domain[dot...].dropFirst()
        let isCountry = rest.count <= 6 && rest.split(separator: ".").allSatisfy { $0.count <= 3 }
        return isCountry && families.contains(String(domain[..<dot]))
    }

    private static let families: Set<String> = [
        "hotmail", "outlook", "live", "msn", "yahoo", "ymail", "rocketmail", "gmx", "googlemail", "yandex",
        "aol",
        "laposte",
    ]

    private static let domains: Set<String> = Set(
        """
        gmail.com googlemail.com icloud.com me.com mac.com aol.com aim.com netscape.net gmx.de gmx.net gmx.at gmx.ch
        gmx.com gmx.org gmx.eu web.de freenet.de t-online.de arcor.de mail.de email.de posteo.de posteo.net
        mailbox.org 1und1.de online.de vodafone.de kabelmail.de unitybox.de magenta.de freemail.hu citromail.hu
        proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com tutamail.com keemail.me
        fastmail.com fastmail.fm fastmail.net hey.com zoho.com zohomail.com zohomail.eu mail.com email.com usa.com
        consultant.com engineer.com europe.com post.com myself.com inbox.com hushmail.com hush.com lavabit.com
        yandex.ru yandex.com ya.ru mail.ru inbox.ru list.ru bk.ru internet.ru rambler.ru lenta.ru ro.ru ukr.net i.ua
        meta.ua bigmir.net tut.by abv.bg mail.bg dir.bg seznam.cz email.cz post.cz centrum.cz atlas.cz volny.cz
        azet.sk centrum.sk zoznam.sk wp.pl o2.pl onet.pl onet.eu op.pl poczta.onet.pl interia.pl interia.eu gazeta.pl
        tlen.pl vp.pl buziaczek.pl orange.fr wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr numericable.fr
        aliceadsl.fr club-internet.fr libertysurf.fr voila.fr libero.it virgilio.it alice.it tin.it tim.it tiscali.it
        inwind.it iol.it fastwebnet.it email.it poste.it aruba.it sapo.pt iol.pt clix.pt netcabo.pt mail.telepac.pt
        terra.com terra.com.br uol.com.br bol.com.br ig.com.br globo.com globomail.com r7.com oi.com.br zipmail.com.br
        terra.es telefonica.net ono.com orange.es ya.com skynet.be telenet.be proximus.be scarlet.be voo.be ziggo.nl
        kpnmail.nl kpnplanet.nl planet.nl xs4all.nl home.nl hetnet.nl upcmail.nl chello.nl casema.nl bluewin.ch
        hispeed.ch sunrise.ch aon.at a1.net chello.at utanet.at inode.at btinternet.com btopenworld.com virginmedia.com
        ntlworld.com blueyonder.co.uk sky.com talktalk.net tiscali.co.uk o2.co.uk plus.net eircom.net telia.com
        comhem.se bredband.net spray.se online.no broadpark.no jubii.dk mail.dk ofir.dk stofanet.dk tdcadsl.dk
        luukku.com suomi24.fi kolumbus.fi elisanet.fi saunalahti.fi comcast.net xfinity.com verizon.net att.net
        sbcglobal.net bellsouth.net pacbell.net ameritech.net swbell.net cox.net charter.net spectrum.net
        roadrunner.com rr.com twc.com earthlink.net mindspring.com juno.com netzero.net netzero.com optonline.net
        frontier.com frontiernet.net centurylink.net centurytel.net q.com windstream.net embarqmail.com cableone.net
        mediacombb.net suddenlink.net wowway.com rocketmail.com ymail.com excite.com lycos.com rogers.com bell.net
        sympatico.ca shaw.ca telus.net videotron.ca cogeco.ca bigpond.com bigpond.net.au optusnet.com.au iinet.net.au
        tpg.com.au xtra.co.nz slingshot.co.nz qq.com foxmail.com vip.qq.com 163.com 126.com yeah.net 188.com sina.com
        sina.cn sohu.com tom.com 21cn.com 139.com 189.cn aliyun.com naver.com hanmail.net daum.net nate.com
        docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp au.com nifty.com biglobe.ne.jp ocn.ne.jp excite.co.jp
        rediffmail.com indiatimes.com sify.com walla.com walla.co.il 012.net.il netvision.net.il bezeqint.net
        mynet.com superonline.com otenet.gr in.gr forthnet.gr mail.ee hot.ee inbox.lv inbox.lt one.lt mail.lv
        duck.com simplelogin.com simplelogin.co anonaddy.com anonaddy.me addy.io mozmail.com relay.firefox.com
        privaterelay.appleid.com mailinator.com guerrillamail.com yopmail.com 10minutemail.com tempmail.com
        trashmail.com trashmail.de maildrop.cc sharklasers.com getnada.com dispostable.com spamgourmet.com
        disroot.org riseup.net autistici.org cock.li startmail.com runbox.com mailfence.com ctemplar.com skiff.com
        countermail.com kolabnow.com vivaldi.net opayq.com gawab.com maktoob.com mailcity.com
        """.split { $0.isWhitespace }.map(String.init))
}
