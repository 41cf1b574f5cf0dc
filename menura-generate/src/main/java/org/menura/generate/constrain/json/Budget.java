package org.menura.generate.constrain.json;

/** What may be spent on one schema. */
final class Budget {
    private final int limit;
    private int spent;

    Budget(int limit) {
        this.limit = limit;
    }

    void spend(int steps) {
        spent += steps;
        if (spent > limit) {
            throw new SchemaException(
                    "",
                    "#",
                    "its keywords combine in more than %,d ways: split it or make it simpler".formatted(limit));
        }
    }

    /** Begins anew: what a text asks for is counted apart from what others asked for. */
    void renew() {
        spent = 0;
    }
}
