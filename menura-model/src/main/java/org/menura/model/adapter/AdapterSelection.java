package org.menura.model.adapter;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which of the loaded adapters a request is made with, and how much of each: their changes to the weights are summed,
 * in the order of their names, so that the same selection is always the same sum.
 *
 * @param weights by name; 1 for the whole change, empty for the model as it is
 */
public record AdapterSelection(SortedMap<String, Float> weights) {
    /** The model as it is. */
    public static final AdapterSelection NONE = new AdapterSelection(new TreeMap<>());

    /**
     * Checks the weights.
     *
     * @throws IllegalArgumentException if one is not finite
     */
    public AdapterSelection {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        for (Map.Entry<String, Float> e : weights.entrySet()) {
            if (!Float.isFinite(e.getValue())) {
                throw new IllegalArgumentException(
                        "the weight of adapter %s must be a number, not %s".formatted(e.getKey(), e.getValue()));
            }
        }
    }

    /** One adapter or several, each wholly. */
    public static AdapterSelection of(String... names) {
        AdapterSelection all = NONE;
        for (String name : names) {
            all = all.and(name, 1);
        }
        return all;
    }

    /** These and another. */
    public AdapterSelection and(String name, float weight) {
        SortedMap<String, Float> more = new TreeMap<>(weights);
        more.put(name, weight);
        return new AdapterSelection(more);
    }

    /**
     * Reads {@code NAME} or {@code NAME=WEIGHT}, also several.
     *
     * @throws IllegalArgumentException if a weight is no number
     */
    public static AdapterSelection parse(List<String> texts) {
        AdapterSelection all = NONE;
        for (String text : texts) {
            int at = text.lastIndexOf('=');
            if (at < 0) {
                all = all.and(text, 1);
                continue;
            }
            try {
                all = all.and(text.substring(0, at), Float.parseFloat(text.substring(at + 1)));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "an adapter's weight must be a number: NAME=0.5, say, not " + text, e);
            }
        }
        return all;
    }

    /** {@code NAME}, or {@code NAME=WEIGHT} where the weight is not 1; several with commas between; empty for none. */
    @Override
    public String toString() {
        return weights.entrySet().stream()
                .map(e -> e.getValue() == 1 ? e.getKey() : e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
    }
}
