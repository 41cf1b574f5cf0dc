package org.menura.bench.compare;

/** What a number counts. */
enum Unit {
    TOKENS_PER_SECOND("tokens/s", true),
    MILLISECONDS("ms", false),
    MEBIBYTES("MiB", false);

    private final String text;
    private final boolean isMoreBetter;

    Unit(String text, boolean isMoreBetter) {
        this.text = text;
        this.isMoreBetter = isMoreBetter;
    }

    String text() {
        return text;
    }

    /** How much better {@code ours} is: 2 is twice as fast or half as much. */
    double ratio(double ours, double theirs) {
        return isMoreBetter ? ours / theirs : theirs / ours;
    }
}
