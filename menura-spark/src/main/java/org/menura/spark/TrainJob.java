package org.menura.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.menura.format.FormatException;
import org.menura.train.ledger.StepRecord;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.RunSettings;
import org.menura.train.run.TrainingRun;

/**
 * Trains a recipe with {@code diloco} on Spark: {@code spark-submit --class org.menura.spark.TrainJob menura-spark.jar
 * recipe.yaml}, or the folder of a run to go on with.
 */
public final class TrainJob {
    private TrainJob() {}

    /** Takes a recipe, or the folder of a run to resume. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: org.menura.spark.TrainJob RECIPE.yaml|RUN");
            System.exit(2);
        }
        try (JavaSparkContext spark = SparkSettings.open("menura train")) {
            Path folder = run(spark, Path.of(args[0]), new TrainingRun.Listener() {
                @Override
                public void stepped(StepRecord step, double seconds) {
                    System.out.printf("step %,d  loss %.4f  %,d tokens%n", step.step(), step.loss(), step.tokens());
                }
            });
            System.out.println(folder);
        } catch (FormatException e) {
            System.err.println("menura: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Trains, or goes on.
     *
     * @param what a recipe, or the folder of a run
     * @return the run's folder
     */
    public static Path run(JavaSparkContext spark, Path what, TrainingRun.Listener listener) throws IOException {
        int threads = SparkSettings.threads(spark);
        String version = String.valueOf(TrainJob.class.getPackage().getImplementationVersion());
        RunSettings settings = new RunSettings(threads, false, version, new SparkReplicas(spark, threads, version));
        if (!Files.isDirectory(what)) {
            Recipe recipe = Recipe.read(what);
            if (recipe.diloco().isEmpty()) {
                throw new FormatException(
                        "%s has no section diloco, without which there is nothing to share among executors; teach it with menura train"
                                .formatted(what));
            }
            try (TrainingRun run = TrainingRun.begin(recipe, settings, listener)) {
                run.run(() -> false);
                return run.ledger().reader().folder();
            }
        }
        try (TrainingRun run = TrainingRun.resume(what, settings, listener)) {
            run.run(() -> false);
            return run.ledger().reader().folder();
        }
    }
}
