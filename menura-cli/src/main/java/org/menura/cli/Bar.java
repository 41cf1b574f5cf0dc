package org.menura.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that shows how far something is; on terminals alone. */
final class Bar implements AutoCloseable {
    private static final int WIDTH = 79;
    private static final int LONGEST_NAME = 24;

    private final String name;
    private @Nullable ProgressBar bar;

    Bar(String name) {
        this.name = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME - 1) + "…" : name;
    }

    void stepTo(int done, int of) {
        stepTo(done, of, "");
    }

    /** Goes on; {@code detail} stands behind the bar. */
    void stepTo(int done, int of, String detail) {
        if (bar == null && PullProgress.isTerminal()) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(of)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .build();
        }
        if (bar != null) {
            bar.setExtraMessage(detail);
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
