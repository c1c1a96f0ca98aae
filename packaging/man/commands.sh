#!/bin/sh
# Prints a page of man(7) whose section COMMANDS is filled with what the commands' --help tells.
#   commands.sh ESPALIER_CLI PAGE
set -eu
program=$1
page=$2

commands_of() { # the subcommands that a command's --help lists
    "$program" "$@" --help | awk '/^[^ ]/ { listed = /^Subcommands:/ } listed && /^  [^ ]/ { print $1 }'
}

describe() {
    "$program" "$@" --help | awk '
        function escaped(text) {
            gsub(/\\/, "\\e", text); gsub(/-/, "\\-", text)
            if (text ~ /^[.\047]/) text = "\\&" text
            return text
        }
        function plain(name) { # the names of checks say less than the ranges and choices that stand beside them
            gsub(/:(POSITIVE|NONNEGATIVE)/, "", name); gsub(/(INT|UINT|FLOAT):(INT|FLOAT) in/, "number in", name)
            gsub(/TEXT:\{/, "{", name); gsub(/\{false\}/, "", name); gsub(/ REQUIRED/, " (required)", name)
            return name
        }
        function entry(name,   word) {
            name = plain(name)
            word = name
            sub(/ .*/, "", word)
            print ".TP"
            print "\\fB" escaped(word) "\\fR" escaped(substr(name, length(word) + 1))
        }
        /^\[Option Group/ { group = 1; next }
        group             { # indented once more
            sub(/^  /, "")
            if (/^[A-Z[]/) { if (!/^Options:/) print (group++ == 1 ? ".PP\n" : "") escaped($0); next }
        }
        /^Usage: /        { usage = 1; sub(/^Usage: /, ""); print ".PP\n\\fB" escaped($0) "\\fR"; next }
        /^[A-Z][a-z]+:$/  { skipped = /^Subcommands/; next }
        skipped || /^$/   { next }
        /^  (-h,--help|--json) / { next } # said once for all
        /^  [^ ]/         { # a name of 28 letters and more has its description on the next line
            spaced = substr($0, 30, 1) == " " && substr($0, 31, 1) != " " && length($0) > 30
            entry(spaced ? substr($0, 3, 28) : substr($0, 3))
            if (spaced) print escaped(substr($0, 31))
            next
        }
        /^ /              { sub(/^ +/, ""); print escaped($0); next }
        usage             { print ".PP" }
        { print escaped($0) }' | sed 's/ *$//'
}

for command in $(commands_of); do
    printf '.SS %s\n' "$command"
    describe "$command"
    for part in $(commands_of "$command"); do
        printf '.SS %s %s\n' "$command" "$part"
        describe "$command" "$part"
    done
done | sed '/^\.SH COMMANDS/r /dev/stdin' "$page"
