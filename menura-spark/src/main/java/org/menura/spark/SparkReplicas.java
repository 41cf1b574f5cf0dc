package org.menura.spark;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.menura.train.run.ReplicaTask;
import org.menura.train.run.Replicas;

/**
 * The replicas of a training run (DiLoCo) on executors. What they compute goes into files in the run's folder, which all
 * executors and the driver must see under the same path, as the recipe's model and data.
 */
public final class SparkReplicas implements Replicas {
    private final JavaSparkContext spark;
    private final int threads;
    private final String version;

    /**
     * Creates replicas on a context.
     *
     * @param threads that a replica computes with: as many as a Spark task has cores
     * @param version of the program, for messages
     */
    public SparkReplicas(JavaSparkContext spark, int threads, String version) {
        this.spark = spark;
        this.threads = threads;
        this.version = version;
    }

    @Override
    public void run(List<ReplicaTask> tasks, Here here) throws IOException {
        int cores = threads;
        String of = version;
        Executors.run(
                spark,
                tasks,
                task -> {
                    task.run(cores, of);
                    return true;
                },
                () -> {});
    }
}
