package org.menura.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.menura.data.engine.RunListener;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.train.ledger.StepRecord;
import org.menura.train.run.TrainingRun;

/** What a driver does in a JVM of its own, with executors in others, of which it kills one if it is told to. */
public final class ClusterScenario {
    private ClusterScenario() {}

    /** Takes the number of executors, whether one is killed, the folder, and a model. */
    public static void main(String[] args) throws IOException {
        int executors = Integer.parseInt(args[0]);
        boolean kills = Boolean.parseBoolean(args[1]);
        Path folder = Path.of(args[2]);
        SparkConf conf = new SparkConf()
                .setAppName("menura-test")
                .setMaster("local-cluster[%d,1,1024]".formatted(executors))
                .set("spark.ui.enabled", "false")
                .set("spark.executor.memory", "768m")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set(
                        "spark.executor.extraJavaOptions",
                        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 --add-modules=jdk.incubator.vector"
                                + " --enable-native-access=ALL-UNNAMED");
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            Set<Long> pids = pids(spark, executors);
            Files.writeString(folder.resolve("pids"), pids.toString());
            AtomicBoolean killed = new AtomicBoolean(!kills);
            DataJob.run(spark, folder.resolve("plan.yaml"), new RunListener() {
                @Override
                public void progress(String phase, int done, int all, long rows) {
                    if (phase.contains("groups") && done > 0 && killed.compareAndSet(false, true)) {
                        kill(pids);
                    }
                }

                @Override
                public void warns(String sentence) {}
            });
            AtomicBoolean again = new AtomicBoolean(!kills);
            TrainJob.run(spark, folder.resolve("recipe.yaml"), new TrainingRun.Listener() {
                @Override
                public void stepped(StepRecord step, double seconds) {
                    if (step.step() == 5 && again.compareAndSet(false, true)) {
                        kill(pids(spark, executors));
                    }
                }
            });
            List<ContinuationRequest> requests = new ArrayList<>();
            for (int i = 0; i < 2 * SparkModel.PIECE + 3; i++) {
                requests.add(new ContinuationRequest("Once upon a time " + i, " there was"));
            }
            try (SparkModel model = new SparkModel(spark, args[3], 1)) {
                Files.writeString(
                        folder.resolve("likelihoods"),
                        model.logLikelihoods(requests, AnswerSink.none()).toString());
            }
        }
    }

    private static Set<Long> pids(JavaSparkContext spark, int executors) {
        Set<Long> pids = new TreeSet<>();
        long end = System.nanoTime() + 60_000_000_000L;
        while (pids.size() < executors && System.nanoTime() < end) {
            pids.addAll(Executors.run(
                    spark,
                    java.util.Collections.nCopies(4 * executors, 1),
                    _ -> {
                        try {
                            Thread.sleep(50);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return ProcessHandle.current().pid();
                    },
                    () -> {}));
        }
        return pids;
    }

    private static void kill(Set<Long> pids) {
        long one = pids.iterator().next();
        ProcessHandle.of(one).ifPresent(ProcessHandle::destroyForcibly);
    }
}
