package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.menura.data.engine.LocalRunner;
import org.menura.data.engine.PlanRun;
import org.menura.data.engine.RunListener;
import org.menura.data.engine.RunReport;
import org.menura.data.engine.StageCounts;
import org.menura.data.plan.Plan;
import picocli.CommandLine.ExitCode;

/** Carries plans out and prints what they did. */
final class DataRuns {
    private static final double SECONDS_BETWEEN = 5;
    private static final long PATIENCE_SECONDS = 600;

    private DataRuns() {}

    static int run(Console console, DataOptions options, Plan plan) throws IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        Runnable ask = () -> {
            stopped.set(true);
            console.note("stopping; the same command goes on with what is done");
        };
        try (CtrlC _ = CtrlC.watch(ask, PATIENCE_SECONDS)) {
            RunReport report = PlanRun.run(
                    plan,
                    new LocalRunner(options.threads()),
                    options.settings(console, stopped::get),
                    new Progress(console));
            print(console, report);
            return ExitCode.OK;
        } catch (CancellationException e) {
            console.note("stopped; the same command goes on with what is done");
            return ExitCode.SOFTWARE;
        }
    }

    static void print(Console console, RunReport report) {
        console.line(String.format(Locale.ROOT, "%-24s %12s %12s %12s", "stage", "in", "out", "touched"));
        console.line(String.format(Locale.ROOT, "%-24s %12s %,12d", "read", "", report.read()));
        for (RunReport.StageReport stage : report.stages()) {
            StageCounts counts = stage.counts();
            console.line(String.format(
                    Locale.ROOT, "%-24s %,12d %,12d %,12d", stage.name(), counts.in(), counts.out(), counts.touched()));
            counts.dropped()
                    .forEach((reason, rows) ->
                            console.line(String.format(Locale.ROOT, "  %-48s %,12d dropped", reason, rows)));
        }
        console.line(String.format(Locale.ROOT, "%-24s %12s %,12d", "written", "", report.written()));
        report.files()
                .forEach(f -> console.line(String.format(
                        Locale.ROOT,
                        "%s: %,d rows, %,d bytes, sha256 %s",
                        shown(f.file()),
                        f.rows(),
                        f.bytes(),
                        f.sha256().substring(0, 16))));
        console.line("ledger: " + shown(report.ledger()));
    }

    /** A path as it is named from the folder in which the command runs, if it lies below. */
    private static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    private static final class Progress implements RunListener {
        private final Console console;
        private long lastShown = System.nanoTime();

        Progress(Console console) {
            this.console = console;
        }

        @Override
        public void progress(String phase, int done, int all, long rows) {
            long now = System.nanoTime();
            if ((now - lastShown) / 1e9 >= SECONDS_BETWEEN) {
                lastShown = now;
                console.note(String.format(Locale.ROOT, "%s: %,d of %,d, %,d rows", phase, done, all, rows));
            }
        }

        @Override
        public void warns(String sentence) {
            console.note("warning: " + sentence);
        }
    }
}
