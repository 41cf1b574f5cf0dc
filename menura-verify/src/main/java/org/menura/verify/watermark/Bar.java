package org.menura.verify.watermark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.menura.verify.Check;

/** Gathers how far the outputs of a kind lie from the recorded ones; all must be within the bar. */
final class Bar {
    private static final int SHOWN = 3;

    private final String name;
    private final double tolerance;
    private int all;
    private int within;
    private double worst;
    private final List<String> examples = new ArrayList<>();

    Bar(String name, double tolerance) {
        this.name = name;
        this.tolerance = tolerance;
    }

    /** Adds an output that must be equal. */
    void equal(boolean same, Supplier<String> difference) {
        add(same ? 0 : Double.POSITIVE_INFINITY, difference);
    }

    /** Adds a difference. */
    void add(double difference, Supplier<String> what) {
        all++;
        if (difference <= tolerance) {
            within++;
            worst = Math.max(worst, difference);
        } else {
            worst = Double.isNaN(difference) || Double.isNaN(worst) ? Double.NaN : Math.max(worst, difference);
            if (examples.size() < SHOWN) {
                examples.add(what.get());
            }
        }
    }

    Check check() {
        String note =
                "%d of %d".formatted(within, all) + (examples.isEmpty() ? "" : "; " + String.join("; ", examples));
        return new Check(name, worst, worst, tolerance, all > 0 && within == all, note);
    }
}
