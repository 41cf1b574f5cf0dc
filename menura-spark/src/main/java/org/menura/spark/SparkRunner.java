package org.menura.spark;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.menura.data.engine.Job;
import org.menura.data.engine.Task;
import org.menura.data.engine.TaskRunner;
import org.menura.data.engine.Watch;

/**
 * The tasks of a data plan on executors. Tasks and the files between them are those of {@link
 * org.menura.data.engine.LocalRunner}, so results are the same bytes; all executors and the driver must see the plan's
 * files, its ledger and its work folder under the same paths.
 */
public final class SparkRunner implements TaskRunner {
    private final JavaSparkContext spark;

    /** Creates a runner on a context. */
    public SparkRunner(JavaSparkContext spark) {
        this.spark = spark;
    }

    @Override
    public void run(Job job, List<Task> tasks, Watch watch, Consumer<Task> done) {
        Broadcast<Job> shared = spark.broadcast(job);
        Set<Task> left = new HashSet<>(tasks);
        Runnable check = () -> {
            watch.check();
            tell(job, left, done);
        };
        try {
            Executors.run(
                    spark,
                    tasks,
                    task -> {
                        task.execute(shared.value());
                        return true;
                    },
                    check);
            tell(job, left, done);
        } finally {
            shared.destroy();
        }
    }

    private static void tell(Job job, Set<Task> left, Consumer<Task> done) {
        for (Task task : List.copyOf(left)) {
            if (task.isDone(job)) {
                left.remove(task);
                done.accept(task);
            }
        }
    }
}
