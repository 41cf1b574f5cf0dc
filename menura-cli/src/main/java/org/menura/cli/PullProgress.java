package org.menura.cli;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.menura.format.hub.PullListener;

/** Shows how a pull goes on: one bar over all files on a terminal, else a line per file. */
final class PullProgress implements PullListener, AutoCloseable {
    private static final int WIDTH = 79;
    private static final long KILO = 1000;
    private static final long MEGA = 1_000_000;
    private static final long SMALL = 10 * MEGA;

    private final Consumer<String> notes;
    private final String name;
    private final boolean terminal;
    private final AtomicLong inPlace = new AtomicLong();
    private volatile @Nullable ProgressBar bar;

    /** @param notes takes the lines that are printed where there is no terminal */
    PullProgress(Consumer<String> notes, String name) {
        this.notes = notes;
        this.name = name;
        terminal = isTerminal();
    }

    @Override
    public void started(int files, long bytes) {
        close();
        inPlace.set(0);
        if (terminal) {
            boolean small = bytes < SMALL;
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(bytes)
                    .setUnit(small ? "kB" : "MB", small ? KILO : MEGA)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .showSpeed()
                    .build();
        } else {
            notes.accept("%s: %d %s, %s".formatted(name, files, files == 1 ? "file" : "files", size(bytes)));
        }
    }

    @Override
    public void progressed(long bytes) {
        long now = inPlace.addAndGet(bytes);
        ProgressBar shown = bar;
        if (shown != null) {
            shown.stepTo(now);
        }
    }

    @Override
    public void finished(String path, long size, boolean fetched) {
        if (!terminal) {
            notes.accept("%s  %s%s".formatted(path, size(size), fetched ? "" : ", there already"));
        }
    }

    /** Ends the bar's line, so that what is printed next has its own. */
    @Override
    public void close() {
        ProgressBar shown = bar;
        if (shown != null) {
            shown.close();
        }
    }

    /** Java 25 is back to null where there is no terminal. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isTerminal() {
        java.io.Console system = System.console();
        return system != null && system.isTerminal();
    }

    /** A number of bytes, as downloads are told. */
    static String size(long bytes) {
        if (bytes < KILO) {
            return bytes + " B";
        }
        return bytes < SMALL
                ? String.format(Locale.ROOT, "%.1f kB", bytes / (double) KILO)
                : String.format(Locale.ROOT, "%.1f MB", bytes / (double) MEGA);
    }
}
