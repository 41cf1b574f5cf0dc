package org.menura.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.menura.data.engine.RunSettings;

/** What the settings of a Spark context say of its executors. */
final class SparkSettings {
    private SparkSettings() {}

    /** Opens a context; the master and the rest come from spark-submit. */
    static JavaSparkContext open(String name) {
        return new JavaSparkContext(new SparkConf().setIfMissing("spark.app.name", name));
    }

    /** The cores that a task may use. */
    static int threads(JavaSparkContext spark) {
        return spark.getConf().getInt("spark.task.cpus", 1);
    }

    /** A quarter of an executor's memory for sorting, divided among the tasks that it runs at once. */
    static RunSettings sorting(JavaSparkContext spark) {
        long memory = spark.getConf().getSizeAsBytes("spark.executor.memory", "1g");
        int tasks = Math.max(1, spark.getConf().getInt("spark.executor.cores", 1) / threads(spark));
        return new RunSettings(memory / 4, tasks, null, () -> false);
    }
}
