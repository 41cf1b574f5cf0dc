package org.menura.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.eval.run.DurableModel;

/** Shows how an evaluation goes on, with its rate and the time that is left: a bar on terminals, elsewhere a line at times. */
final class EvalProgress implements DurableModel.Progress, AutoCloseable {
    private static final long BETWEEN_LINES = 30_000_000_000L;

    private final String model;
    private final Console console;
    private @Nullable Bar bar;
    private String kind = "";
    private long start;
    private long said;

    EvalProgress(String model, Console console) {
        this.console = console;
        int slash = Math.max(model.lastIndexOf('/'), model.lastIndexOf('\\'));
        this.model = model.substring(slash + 1);
    }

    @Override
    public void answered(String of, int done, int known, int total) {
        if (bar == null || !kind.equals(of) || done == known) {
            close();
            kind = of;
            start = System.nanoTime();
            said = start;
            bar = new Bar(model + " " + of);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double rate = seconds > 0 ? (done - known) / seconds : 0;
        String left = rate > 0 ? ", " + left((total - done) / rate) + " left" : "";
        String detail = String.format(Locale.ROOT, "%.1f/s%s", rate, left);
        if (PullProgress.isTerminal()) {
            bar.stepTo(done, total, detail);
        } else if (System.nanoTime() - said > BETWEEN_LINES) {
            said = System.nanoTime();
            console.note("%s: %,d of %,d %s, %s".formatted(model, done, total, of, detail));
        }
    }

    private static String left(double seconds) {
        long s = Math.round(seconds);
        return s < 3600 ? "%d:%02d".formatted(s / 60, s % 60) : "%d:%02d:%02d".formatted(s / 3600, s / 60 % 60, s % 60);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
