#!/bin/sh
# Writes the themes of this folder into the program, so that the binary works alone. Run it after a change.
set -eu
cd "$(dirname "$0")"
out=../Sources/TUI/Theme/BuiltIn
names="default dark light fjord ember dusk paper contrast red-green blue-yellow mono"
rm -rf "$out"
mkdir "$out"
# red-green: redGreen; default is a word of the language
swift_name() { echo "$1" | sed 's/^default$/standard/' | awk -F- '{printf "%s", $1; for (i = 2; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2)}'; }
for name in $names; do
    {
        echo "/// Written by \`themes/embed.sh\`."
        echo 'extension BuiltInThemes {'
        echo "    static let $(swift_name "$name") = ("
        echo "        name: \"$name\","
        echo '        toml: #"""'
        sed -e 's/^\(.\)/        \1/' "$name.toml"
        echo '        """#'
        echo '    )'
        echo '}'
    } > "$out/BuiltInThemes+$name.swift"
done
{
    echo '/// The files of `themes/`, in the order in which a chooser shows them. Written by `themes/embed.sh`; a test'
    echo '/// compares them.'
    echo 'enum BuiltInThemes {'
    echo '    static let all: [(name: String, toml: String)] = ['
    for name in $names; do
        swift_name "$name"
        echo
    done | paste -sd, | sed -e 's/,/, /g' | fold -sw 90 | sed -e 's/ *$//' -e 's/^/        /' -e '$s/$/,/'
    echo '    ]'
    echo '}'
} > "$out/BuiltInThemes.swift"
