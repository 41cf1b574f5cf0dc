package org.menura.conference.office;

import java.util.Map;
import java.util.TreeMap;

/** Counts who decided what. */
public final class Tally {
    private final Map<String, Integer> model = new TreeMap<>();
    private final Map<String, Integer> caught = new TreeMap<>();
    private int rules;

    Tally() {}

    synchronized void model(String kind) {
        model.merge(kind, 1, Integer::sum);
    }

    synchronized void caught(String kind) {
        caught.merge(kind, 1, Integer::sum);
    }

    synchronized void rule() {
        rules++;
    }

    /** Returns the decisions that the mind took, by kind. */
    public synchronized Map<String, Integer> byModel() {
        return new TreeMap<>(model);
    }

    /** Returns the choices of the mind that a gate refused, by kind; it was asked again without them. */
    public synchronized Map<String, Integer> refused() {
        return new TreeMap<>(caught);
    }

    /** Returns the decisions that rules took, since one choice was left. */
    public synchronized int byRules() {
        return rules;
    }

    /** Returns the share of the decisions that the mind took. */
    public synchronized double share() {
        int decided = model.values().stream().mapToInt(Integer::intValue).sum();
        return decided + rules == 0 ? 0 : decided / (double) (decided + rules);
    }
}
