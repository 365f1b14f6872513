#!/bin/sh
# Writes the themes of this folder into the program, so that the binary works alone. Run it after a change.
set -eu
cd "$(dirname "$0")"
out=../Sources/TUI/Theme/BuiltInThemes.swift
{
    echo '/// The files of `themes/`, in the order in which a chooser shows them. Written by `themes/embed.sh`; a test'
    echo '/// compares them.'
    echo 'enum BuiltInThemes {'
    echo '    static let all: [(name: String, toml: String)] = ['
    for name in default dark light fjord ember dusk paper contrast red-green blue-yellow mono; do
        echo "        ("
        echo "            \"$name\","
        echo '            #"""'
        sed -e 's/^\(.\)/            \1/' "$name.toml"
        echo '            """#'
        echo "        ),"
    done
    echo '    ]'
    echo '}'
} > "$out"
