package org.menura.verify.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.menura.verify.Check;

/** Counts how many of some outputs are equal; all must be. */
final class Tally {
    private static final int SHOWN = 3;

    private final String name;
    private int all;
    private int equal;
    private final List<String> examples = new ArrayList<>();

    Tally(String name) {
        this.name = name;
    }

    void add(boolean same, Supplier<String> difference) {
        all++;
        if (same) {
            equal++;
        } else if (examples.size() < SHOWN) {
            examples.add(difference.get());
        }
    }

    Check check(String... further) {
        double share = all == 0 ? 1 : (double) (all - equal) / all;
        List<String> notes = new ArrayList<>(List.of("%d of %d".formatted(equal, all)));
        notes.addAll(List.of(further));
        notes.addAll(examples);
        return new Check(name, share, share, 0, all > 0 && equal == all, String.join("; ", notes));
    }

    Optional<Check> ifAny() {
        return all == 0 ? Optional.empty() : Optional.of(check());
    }
}
