# Sourced by the verbs beside it: it goes to the root of the tree and answers --help.
# shellcheck shell=bash
set -euo pipefail

# The comment at the head of a verb, as it stands there, is its help.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$verb"; }

asks_for_help() {
  case " $* " in *" --help "* | *" -h "*) return 0 ;; *) return 1 ;; esac
}

# Help for a verb that is all shell: its own words, and nothing is run.
help_or_go_on() {
  if asks_for_help "$@"; then usage; exit 0; fi
}

# Runs a Python module of this tree in its environment: python_verb [--dev] MODULE [ARGUMENT …].
# The module lists its own options; a help that is asked for first makes no environment.
python_verb() {
  local setup=()
  if [ "$1" = --dev ]; then setup=(--dev); shift; fi
  if ! asks_for_help "$@"; then
    scripts/setup ${setup[@]+"${setup[@]}"}
  elif ! scripts/setup --ready ${setup[@]+"${setup[@]}"}; then
    usage
    echo
    echo "All options are listed here as soon as scripts/setup${setup[*]+ ${setup[*]}} has run."
    exit 0
  fi
  exec .venv/bin/python -m "$@"
}

verb=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
cd "$(dirname "$verb")/.."
