#!/usr/bin/env bash
# Trains every flow on two toy sets whose densities are known, prints how far each stays from the truth as a
# Markdown table, and leaves a picture of each flow's densities in docs/images/flows-NAME.png.
#
#   bench/flows.sh                      all flows, 5,000 steps: about 5 minutes on two cores
#   bench/flows.sh --steps 500 nsf maf  some flows, fewer steps
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./flows4j --version >/dev/null # builds the jar
exec java --add-modules jdk.incubator.vector -Xlog:disable -Xlog:all=warning:stderr \
  -cp cli/target/fast/flows4j-cli.jar bench/FlowTable.java --pictures docs/images "$@"
