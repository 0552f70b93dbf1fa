#!/usr/bin/env bash
# The figures of docs/spark.md. Usage: bench/spark.sh score ROWS THREADS | train WIDTH SYNC ROUNDS | quality FOLDER
# FOLDER has power-train.csv and power-test.csv of bench/python/prepare_power.py.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./mvnw -q -pl spark -am -Dflows4j.fast -DskipTests -Dspotless.check.skip test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/fast/spark.classpath
[ -s spark/target/fast/spark.classpath ] || { echo "no class path" >&2; exit 1; }
here=$PWD
classes=$here/spark/target/fast/test-classes:$here/spark/target/fast/classes:$here/core/target/fast/classes
opens=''
for package in lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic; do
  opens="$opens --add-opens=java.base/java.$package=ALL-UNNAMED"
done
for package in jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
  opens="$opens --add-opens=java.base/$package=ALL-UNNAMED"
done
export SPARK_HOME=$here/spark/target/fast/spark-home SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1
# shellcheck disable=SC2086
exec java -Xmx${SPARK_BENCH_HEAP:-8g} --add-modules jdk.incubator.vector $opens \
  -cp "$classes:$(cat spark/target/fast/spark.classpath)" io.github.flows4j.spark.SparkBenchmark "$@"
