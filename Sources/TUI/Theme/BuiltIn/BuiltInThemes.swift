/// The files of `themes/`, in the order in which a chooser shows them. Written by `themes/embed.sh`; a test
/// compares them.
enum BuiltInThemes {
    static let all: [(name: String, toml: String)] = [
        standard, dark, light, fjord, ember, dusk, paper, contrast, redGreen, blueYellow, mono,
    ]
}
