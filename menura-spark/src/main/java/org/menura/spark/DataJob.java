package org.menura.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.menura.data.engine.PlanRun;
import org.menura.data.engine.RunListener;
import org.menura.data.engine.RunReport;
import org.menura.data.plan.Plan;
import org.menura.format.FormatException;

/** Carries a data plan out on Spark: {@code spark-submit --class org.menura.spark.DataJob menura-spark.jar plan.yaml}. */
public final class DataJob {
    private DataJob() {}

    /** Takes the plan's file. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: org.menura.spark.DataJob PLAN.yaml");
            System.exit(2);
        }
        try (JavaSparkContext spark = SparkSettings.open("menura data")) {
            RunReport report = run(spark, Path.of(args[0]), RunListener.NONE);
            report.warnings().forEach(w -> System.err.println("warning: " + w));
            report.stages()
                    .forEach(s -> System.out.printf(
                            "%-24s %,12d in %,12d out %,12d touched%n",
                            s.name(),
                            s.counts().in(),
                            s.counts().out(),
                            s.counts().touched()));
            report.files().forEach(f -> System.out.printf("%s: %,d rows, sha256 %s%n", f.file(), f.rows(), f.sha256()));
        } catch (FormatException e) {
            System.err.println("menura: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Carries a plan out, or goes on with it. */
    public static RunReport run(JavaSparkContext spark, Path plan, RunListener listener) throws IOException {
        return PlanRun.run(Plan.read(plan), new SparkRunner(spark), SparkSettings.sorting(spark), listener);
    }
}
