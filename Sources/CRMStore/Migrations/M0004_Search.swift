extension Migration {
    /// Full text: words of everything, and trigrams of short fields and of text without spaces between words.
    /// Both are contentless; their row id is the message's sort key, so that newest first costs nothing.
    static let m0004Search = Migration(
        4, "M0004_Search",
        """
        CREATE VIRTUAL TABLE fts_words USING fts5(
            subject, sender, recipients, body,
            content = '', tokenize = "unicode61 remove_diacritics 2", columnsize = 0);
        CREATE VIRTUAL TABLE fts_grams USING fts5(
            subject, sender, recipients, body,
            content = '', tokenize = "trigram", columnsize = 0);
        """)
}
