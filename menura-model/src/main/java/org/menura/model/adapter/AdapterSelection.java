package org.menura.model.adapter;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A selection of loaded adapters for a request, each with a weight: their changes to the weights are summed, in the
 * order of their names, so that the same selection is always the same sum.
 *
 * @param weights scale of each adapter by name; 1 for the whole change, empty for the base model
 */
public record AdapterSelection(SortedMap<String, Float> weights) {
    /** A selection of no adapter: the base model. */
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

    /** Returns a selection of one adapter or several, each with weight 1. */
    public static AdapterSelection of(String... names) {
        AdapterSelection all = NONE;
        for (String name : names) {
            all = all.and(name, 1);
        }
        return all;
    }

    /** Returns the selection where nothing is chosen: the only one of some adapters, or none of several. */
    public static AdapterSelection onlyOf(Collection<String> names) {
        return names.size() == 1 ? of(names.iterator().next()) : NONE;
    }

    /**
     * Returns the weights by what the names stand for, in the order of the names.
     *
     * @throws IllegalArgumentException if an adapter is not among those named
     */
    public <T> SequencedMap<T, Float> among(Map<String, T> named) {
        SequencedMap<T, Float> out = new LinkedHashMap<>();
        weights.forEach((name, weight) -> {
            if (!named.containsKey(name)) {
                throw new IllegalArgumentException(
                        "there is no adapter %s among %s".formatted(name, String.join(", ", named.keySet())));
            }
            out.put(named.get(name), weight);
        });
        return out;
    }

    /** Returns a copy with one more adapter. */
    public AdapterSelection and(String name, float weight) {
        SortedMap<String, Float> more = new TreeMap<>(weights);
        more.put(name, weight);
        return new AdapterSelection(more);
    }

    /**
     * Parses {@code NAME} or {@code NAME=WEIGHT}, also several.
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

    /**
     * Returns {@code NAME}, or {@code NAME=WEIGHT} where the weight is not 1; several with commas between; empty for
     * none.
     */
    @Override
    public String toString() {
        return weights.entrySet().stream()
                .map(e -> e.getValue() == 1 ? e.getKey() : e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
    }
}
