package org.menura.verify.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.menura.verify.Check;

/** Counts how many of a kind of outputs agree. */
final class Agreement {
    private static final double LEAST = 0.999;

    private final String name;
    private long all;
    private long different;
    private final List<String> examples = new ArrayList<>();

    Agreement(String name) {
        this.name = name;
    }

    void add(boolean equal, java.util.function.Supplier<String> difference) {
        all++;
        if (!equal) {
            different++;
            if (examples.size() < 3) {
                examples.add(difference.get());
            }
        }
    }

    /** Returns the check: at least 99.9 percent must agree. The note shows the first differences. */
    Check check() {
        double share = all == 0 ? 0 : (double) different / all;
        String note = String.format(Locale.ROOT, "%d of %d agree", all - different, all)
                + (examples.isEmpty() ? "" : "; " + String.join("; ", examples));
        return new Check(name, share, share, 1 - LEAST, all > 0 && share <= 1 - LEAST, note);
    }
}
