package org.menura.model.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.model.weights.LowRank;
import org.menura.tensor.Segments;
import org.menura.tensor.annotation.Extension;

/**
 * The adapters of the rows of the forward pass that the calling thread makes. Layers ask here rather than being told,
 * so that models need not know of adapters; what is in force ends with the pass, and other threads never see it.
 * Sequences with different adapters share a pass: the product with the base weights is one for all rows, and each
 * sequence's rows get their own low-rank updates (as in S-LoRA, arXiv 2311.03285).
 */
@Extension
public final class AdapterRows {
    private static final ScopedValue<AdapterRows> NOW = ScopedValue.newInstance();
    private static final AdapterRows NOTHING = new AdapterRows(List.of(AdapterUpdates.NONE), null);

    private final List<AdapterUpdates> groups;
    private final int @Nullable [] groupOfRow; // null where there is one group

    private AdapterRows(List<AdapterUpdates> groups, int @Nullable [] groupOfRow) {
        this.groups = groups;
        this.groupOfRow = groupOfRow;
    }

    /** Returns the adapters of this thread's forward pass. */
    public static AdapterRows now() {
        return NOW.orElse(NOTHING);
    }

    /** Makes a pass all of whose rows have the same adapters. */
    public static <T> T during(AdapterUpdates updates, Supplier<T> pass) {
        return with(new AdapterRows(List.of(updates), null), pass);
    }

    /**
     * Makes a pass whose sequences have adapters of their own.
     *
     * @param perSequence for each segment its adapters
     */
    public static <T> T during(List<AdapterUpdates> perSequence, Segments segments, Supplier<T> pass) {
        List<AdapterUpdates> groups = perSequence.stream().distinct().toList();
        if (groups.size() < 2) {
            return during(groups.isEmpty() ? AdapterUpdates.NONE : groups.getFirst(), pass);
        }
        int[] groupOfRow = new int[segments.rows()];
        for (int s = 0; s < segments.count(); s++) {
            Arrays.fill(groupOfRow, segments.start(s), segments.end(s), groups.indexOf(perSequence.get(s)));
        }
        return with(new AdapterRows(groups, groupOfRow), pass);
    }

    /**
     * Runs a part of a pass that works on some of its rows only, such as an expert or a head.
     *
     * @param rows for each row that the part gets, which one of those around it is
     */
    public static <T> T gathered(int[] rows, Supplier<T> part) {
        AdapterRows around = now();
        if (around.groupOfRow == null) {
            return part.get();
        }
        int[] groupOfRow = around.groupOfRow;
        int[] chosen = Arrays.stream(rows).map(row -> groupOfRow[row]).toArray();
        return with(new AdapterRows(around.groups, chosen), part);
    }

    private static <T> T with(AdapterRows rows, Supplier<T> body) {
        return ScopedValue.where(NOW, rows).call(body::get);
    }

    /** Returns whether rows differ in their adapters. */
    public boolean isMixed() {
        return groupOfRow != null;
    }

    /** Returns the updates of all rows of a pass that is not mixed. */
    public AdapterUpdates updates() {
        return groups.getFirst();
    }

    /** Returns whether a layer has updates for some of the adapters in force. */
    public boolean any(Supplier<List<LowRank>> updatesOfLayer) {
        return groups.stream().anyMatch(g -> !during(g, updatesOfLayer).isEmpty());
    }

    /** Rows that share their adapters. */
    public record Group(int[] rows, AdapterUpdates updates) {
        /** Runs something for which these are the adapters in force. */
        public <T> T within(Supplier<T> body) {
            return during(updates, body);
        }
    }

    /**
     * Groups the rows of a mixed pass by their adapters.
     *
     * @param rows number of rows that a layer works on
     * @throws IllegalStateException if that is another number than the pass has, so that nobody knows whose they are
     */
    public List<Group> groups(int rows) {
        int[] all = groupOfRow;
        if (all == null || all.length != rows) {
            throw new IllegalStateException(
                    "a layer with adapters works on %d rows, and it is not known to which sequences they belong"
                            .formatted(rows));
        }
        List<Group> out = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            int group = g;
            int[] mine =
                    IntStream.range(0, rows).filter(row -> all[row] == group).toArray();
            if (mine.length > 0) {
                out.add(new Group(mine, groups.get(g)));
            }
        }
        return out;
    }
}
