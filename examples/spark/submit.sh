#!/bin/sh
# Runs a plan or a recipe on Spark: submit.sh plan.yaml, submit.sh recipe.yaml, submit.sh RUN (to go on with a run).
# SPARK_HOME: an installation of Spark 4.2. MASTER: local[*] if not given. MENURA: this repository, built with
#   ./mvnw -q -DskipTests -pl menura-spark -am package dependency:copy-dependencies -DincludeScope=runtime
# All machines must see the files of the plan or recipe under the same paths.
set -e
MENURA=${MENURA:-$(cd "$(dirname "$0")/../.." && pwd)}
case "$1" in
    '') echo "usage: submit.sh PLAN.yaml|RECIPE.yaml|RUN" >&2; exit 2 ;;
    *) if [ -f "$1" ] && grep -q '^sources:' "$1"; then class=org.menura.spark.DataJob; else class=org.menura.spark.TrainJob; fi ;;
esac
jars=$(ls "$MENURA"/menura-spark/target/dependency/*.jar | paste -sd, -)
java="--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED"
exec "$SPARK_HOME"/bin/spark-submit \
    --master "${MASTER:-local[*]}" \
    --class "$class" \
    --jars "$jars" \
    --conf "spark.driver.extraJavaOptions=$java" \
    --conf "spark.executor.extraJavaOptions=$java" \
    "$MENURA"/menura-spark/target/menura-spark-*.jar "$1"
