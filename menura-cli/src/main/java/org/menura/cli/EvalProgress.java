package org.menura.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.eval.run.DurableModel;

/** Shows how an evaluation goes on: a bar with the rate and the time that is left, on terminals alone. */
final class EvalProgress implements DurableModel.Progress, AutoCloseable {
    private final String model;
    private @Nullable Bar bar;
    private String kind = "";
    private long start;

    EvalProgress(String model) {
        int slash = Math.max(model.lastIndexOf('/'), model.lastIndexOf('\\'));
        this.model = model.substring(slash + 1);
    }

    @Override
    public void answered(String of, int done, int known, int total) {
        if (bar == null || !kind.equals(of) || done == known) {
            close();
            kind = of;
            start = System.nanoTime();
            bar = new Bar(model + " " + of);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double rate = seconds > 0 ? (done - known) / seconds : 0;
        String left = rate > 0 ? ", " + left((total - done) / rate) + " left" : "";
        bar.stepTo(done, total, String.format(Locale.ROOT, "%.1f/s%s", rate, left));
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
