#!/usr/bin/env bash
# Measures a model of MNIST's digits as docs/images.md does: how sure a classifier is of its samples, and how
# likely the images are along interpolations between test digits. About two minutes on one core.
#
#   bench/image-quality.sh MODEL MNIST-FOLDER [THREADS]
#
# The folder holds train-images-idx3-ubyte.gz, t10k-images-idx3-ubyte.gz and their labels.
set -euo pipefail
root=$(dirname "${BASH_SOURCE[0]}")/..
"$root/flows4j" --version >/dev/null # builds the jar
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
path=$root/cli/target/fast/flows4j-cli.jar
tests=$root/cli/src/test/java/io/github/flows4j
javac -proc:none -d "$classes" -cp "$path" "$tests/metrics/DigitClassifier.java" "$tests/cli/ImageQuality.java"
java --add-modules jdk.incubator.vector -Xlog:disable -Xlog:all=warning:stderr -cp "$classes:$path" \
  io.github.flows4j.cli.ImageQuality "$@"
