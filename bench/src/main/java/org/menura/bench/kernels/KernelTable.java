package org.menura.bench.kernels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Times of kernels as rates, and as fractions of the limits. */
final class KernelTable {
    /** A kernel's best time; the others are what else the machine did. */
    record Line(Kernel kernel, int order, int threads, boolean libraries, double seconds) {}

    private final List<Line> lines = new ArrayList<>();

    void add(Line line) {
        lines.add(line);
    }

    /** In Markdown. */
    String markdown(List<MachineLimits> limits) {
        StringBuilder out = new StringBuilder();
        for (MachineLimits l : limits) {
            out.append(String.format(
                    Locale.ROOT,
                    "%d thread(s): memory %.1f GB/s, float32 multiply-add %.0f GFLOP/s%n",
                    l.threads(),
                    l.bytesPerSecond() / 1e9,
                    l.flopsPerSecond() / 1e9));
        }
        out.append("\n| kernel | threads | µs | GB/s | of memory | GFLOP/s | of float32 |\n");
        out.append("|---|---|---|---|---|---|---|\n");
        lines.sort(Comparator.comparingInt(Line::order)
                .thenComparingInt(Line::threads)
                .thenComparing(Line::libraries));
        for (Line line : lines) {
            MachineLimits limit = limits.stream()
                    .filter(l -> l.threads() == line.threads())
                    .findFirst()
                    .orElseThrow();
            double bytes = line.kernel().bytes() / line.seconds();
            double flops = line.kernel().flops() / line.seconds();
            out.append(String.format(
                    Locale.ROOT,
                    "| %s%s | %d | %.1f | %.1f | %.0f%% | %s |%n",
                    line.kernel().name(),
                    line.libraries() ? "" : " without oneDNN",
                    line.threads(),
                    line.seconds() * 1e6,
                    bytes / 1e9,
                    100 * bytes / limit.bytesPerSecond(),
                    flops == 0
                            ? " | "
                            : String.format(
                                    Locale.ROOT, "%.1f | %.0f%%", flops / 1e9, 100 * flops / limit.flopsPerSecond())));
        }
        return out.toString();
    }
}
