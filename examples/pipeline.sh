#!/usr/bin/env bash
# Answers as JSON Lines, worked on with jq.
# Run: bash examples/pipeline.sh [QUESTIONS]    needs chatbot and jq on the PATH
set -euo pipefail

questions=${1:-$(dirname "${BASH_SOURCE[0]}")/questions.txt}
answers=$(chatbot ask - --format json < "$questions")

echo '# Kind, roles and confidence of each answer'
jq -r '[.kind, (.roles | join("+")), .confidence, .question] | join(" | ")' <<< "$answers"

echo '# For the editors: what was not answered, and why'
jq -r 'select(.kind == "unknown" or .kind == "clarify") | "\(.reason): \(.question)"' <<< "$answers"

echo '# The sources that answers rest on, the most used first'
jq -rs '[.[].statements[].source.title] | group_by(.) | sort_by(-length)[] | "\(length) \(.[0])"' <<< "$answers"
