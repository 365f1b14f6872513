/// The few pages that a recipient may see.
enum NoticePage {
    static let notFound = HubResponse.page(
        404,
        page(title: "Not found", "<p>This link does not lead anywhere. It may have been cut on its way.</p>"))

    static let cannotUnsubscribe = HubResponse.page(
        404,
        page(
            title: "Not found",
            """
            <p>This link does not say from which list. It may have been cut on its way.</p>
            <p>Answer one of the mails with the word <i>unsubscribe</i> instead.</p>
            """))

    static let unsubscribe = HubResponse.page(
        200,
        page(
            title: "Unsubscribe",
            """
            <p>Press the button and you will get no more of these mails.</p>
            <form method="post"><button name="List-Unsubscribe" value="One-Click">Unsubscribe</button></form>
            """))

    static let unsubscribed = HubResponse.page(
        200, page(title: "Done", "<p>You are off the list. No more of these mails will be sent to you.</p>"))

    private static func page(title: String, _ content: String) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>\(title)</title><style>
        body{font:17px/1.5 system-ui,sans-serif;max-width:30em;margin:15vh auto;padding:0 1em;color:#222}
        h1{font-size:1.3em}button{font:inherit;padding:.5em 1.2em;border:0;border-radius:6px;background:#1a56db;color:#fff}
        @media(prefers-color-scheme:dark){body{background:#16181d;color:#e4e4e7}}
        </style></head><body><h1>\(title)</h1>
        \(content)
        </body></html>

        """
    }
}
