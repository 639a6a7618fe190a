#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# lint.sh - rules of style that a machine can check, one test each
#
# Looks at the files that are in git. What breaks a rule is printed below its
# test, one line a place: FILE:LINE: what.
set -u

cd "$(dirname "$0")/../.." || exit 1
n_tests=0
n_failed=0

MAX_FILE_LINES=500
MAX_FUNCTION_LINES=60

mapfile -t sources < <(git ls-files '*.c' '*.h')
mapfile -t benchmarks < <(git ls-files 'bench/*.c' 'bench/*.h')
mapfile -t headers < <(git ls-files '*.h')
mapfile -t tables < <(git ls-files '*.def')
mapfile -t scripts < <(git ls-files '*.sh' '*.bash' .ci/run)
mapfile -t texts < <(git ls-files '*.md' '*.conf' 'docs/*.8' Makefile \
	'host/*.service' 'tests/corpus/*.t')

# rule NAME CHECK... - a test: what the check prints breaks the rule
rule() {
	local name=$1 found

	shift
	found=$("$@" 2>&1)
	n_tests=$((n_tests + 1))
	if [ -z "$found" ]; then
		echo "ok $n_tests - $name"
		return
	fi
	n_failed=$((n_failed + 1))
	echo "not ok $n_tests - $name"
	sed 's/^/# /' <<<"$found"
}

skip() {
	n_tests=$((n_tests + 1))
	echo "ok $n_tests - $1 # SKIP $2"
}

# The layers, innermost first, in the order of docs/architecture.md.
includes_point_one_way() {
	awk '
		BEGIN {
			n = split("base offload lang policy load host " \
				"tests bench", names)
			for (i = 1; i <= n; i++)
				rank[names[i]] = i
		}
		function layer(path) {
			sub(/^host\//, "", path)
			return path ~ /\// ? substr(path, 1,
				index(path, "/") - 1) : "host"
		}
		FNR == 1 { mine = layer(FILENAME) }
		/^#include "/ {
			split($0, quoted, "\"")
			theirs = layer(quoted[2])
			# Tests and benchmarks include what they like.
			if (!(theirs in rank) || mine == "tests" ||
			    mine == "bench")
				next
			if (rank[theirs] > rank[mine])
				printf "%s:%d: %s includes %s\n", FILENAME,
					FNR, mine, quoted[2]
		}' "${sources[@]}" "${tables[@]}"
}

# Of bench: rules, what stands beside the folders, lab and results, dpdk.
benchmarks_include_one_way() {
	awk '
		BEGIN {
			rank["rules"] = 1
			rank[""] = 2
			rank["lab"] = rank["results"] = 3
			rank["dpdk"] = 4
		}
		function folder(path) {
			sub(/^bench\//, "", path)
			return path ~ /\// ? substr(path, 1,
				index(path, "/") - 1) : ""
		}
		FNR == 1 { mine = folder(FILENAME) }
		/^#include "bench\// {
			split($0, quoted, "\"")
			theirs = folder(quoted[2])
			if (theirs != mine && rank[theirs] >= rank[mine])
				printf "%s:%d: includes %s\n", FILENAME, FNR,
					quoted[2]
		}' "${benchmarks[@]}"
}

files_fit_in_a_head() {
	awk -v max=$MAX_FILE_LINES '
		FNR == 1 && NR > 1 { judge() }
		{ file = FILENAME; n = FNR }
		END { judge() }
		function judge() {
			if (n > max)
				printf "%s: %d lines (at most %d)\n", file, n,
					max
		}' "${sources[@]}" "${scripts[@]}"
}

# A function is from a line at the left edge that is followed by { to its }.
functions_fit_on_a_screen() {
	awk -v max=$MAX_FUNCTION_LINES '
		FNR == 1 { start = 0 }
		/^[a-z].*\(/ { name = $0 }
		/^\{/ { start = FNR }
		/^\}/ && start {
			if (FNR - start - 1 > max)
				printf "%s:%d: %d lines: %s\n", FILENAME,
					start, FNR - start - 1, name
			start = 0
		}' "${sources[@]}"
}

# An SPDX line, and a comment that says what the file is.
files_say_what_they_are() {
	awk '
		FNR == 1 { shift = /^#!/ }
		FNR == 1 + shift && !/SPDX-License-Identifier: GPL-2.0-only/ {
			printf "%s:%d: no SPDX line\n", FILENAME, FNR
		}
		FNR == 2 + shift && !/^(\/\*| \*|#)/ {
			printf "%s:%d: no paragraph about the file\n", FILENAME,
				FNR
		}
		FNR == 3 + shift && FILENAME ~ /\.(c|h|def)$/ {
			name = FILENAME
			sub(/.*\//, "", name)
			if (index($0, " * " name " - ") != 1)
				printf "%s:%d: does not start with %s - ...\n",
					FILENAME, FNR, name
		}
		FNR == 2 + shift && FILENAME ~ /\.(sh|bash)$/ {
			name = FILENAME
			sub(/.*\//, "", name)
			if (index($0, "# " name) != 1)
				printf "%s:%d: does not start with %s - ...\n",
					FILENAME, FNR, name
		}' "${sources[@]}" "${tables[@]}" "${scripts[@]}"
}

structs_are_not_typedefed() {
	grep -nE '^typedef (struct|union|enum)( \w+)?( \{| \w+;|$)' \
		"${sources[@]}"
}

no_work_is_left_in_comments() {
	# The words are in two parts, so that this file has none.
	grep -nE "\b(TO""DO|FIX""ME|X""XX)\b" "${sources[@]}" "${tables[@]}" \
		"${scripts[@]}" "${texts[@]}"
}

headers_are_guarded() {
	local file

	for file in "${sources[@]}"; do
		[[ $file != *.h ]] || grep -q '^#ifndef NICFW_' "$file" ||
			echo "$file: no #ifndef NICFW_..."
	done
}

lines_end_cleanly() {
	grep -nE '[[:space:]]+$' "${sources[@]}" "${tables[@]}" "${scripts[@]}" \
		"${texts[@]}"
}

# What clang-format does to a long line of a comment that has lists.
comments_are_whole() {
	grep -nE '^ \*[^[:space:]/*]' "${sources[@]}" "${tables[@]}"
}

# Each @word of a header's comment is in the prototypes behind it, up to an
# empty line; what stands in quotes is nft's.
comments_name_parameters() {
	awk '
		function judge(  i, n, words, word) {
			gsub(/"[^"]*"/, "", comment)
			n = split(comment, words, "@")
			for (i = 2; i <= n && code ~ /\(/; i++) {
				word = words[i]
				sub(/[^A-Za-z0-9_].*/, "", word)
				if (word != "" && code !~ ("[^A-Za-z0-9_]" \
						word "[^A-Za-z0-9_]"))
					printf "%s:%d: @%s is not there\n",
						FILENAME, line, word
			}
			comment = code = ""
		}
		FNR == 1 { comment = code = ""; inside = 0 }
		/^\/\*/ && !code { comment = ""; inside = 1; line = FNR }
		inside { comment = comment $0 }
		!inside && comment { code = code $0 }
		/\*\/$/ { inside = 0 }
		/^$/ && !inside { judge() }
		' "${headers[@]}"
}

sources_are_formatted() {
	clang-format-14 --dry-run "${sources[@]}" 2>&1 |
		sed -n 's/^\([^ :]*\):.*clang-format-violations.*/\1/p' |
		sort | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)/\2: \1 places (make fmt)/'
}

scripts_are_sound() {
	shellcheck -x -P SCRIPTDIR -f gcc "${scripts[@]}" | grep -v ' note: '
}

rule 'includes point one way' includes_point_one_way
rule 'benchmarks include one way' benchmarks_include_one_way
rule 'files fit in a head' files_fit_in_a_head
rule 'functions fit on a screen' functions_fit_on_a_screen
rule 'files say what they are' files_say_what_they_are
rule 'structs are not typedefed' structs_are_not_typedefed
rule 'headers are guarded' headers_are_guarded
rule 'no work is left in comments' no_work_is_left_in_comments
rule 'lines end cleanly' lines_end_cleanly
rule 'comments are whole' comments_are_whole
rule 'comments name parameters' comments_name_parameters
if command -v clang-format-14 >/dev/null; then
	rule 'sources are formatted' sources_are_formatted
else
	skip 'sources are formatted' 'no clang-format-14'
fi
if command -v shellcheck >/dev/null; then
	rule 'scripts are sound' scripts_are_sound
else
	skip 'scripts are sound' 'no shellcheck'
fi
echo "1..$n_tests"
[ $n_failed = 0 ]
