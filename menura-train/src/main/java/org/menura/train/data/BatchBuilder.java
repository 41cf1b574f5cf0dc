package org.menura.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.data.PlacedMedia;
import org.menura.data.TokenDocument;

/** A builder of a {@link Batch} from sequences. */
public final class BatchBuilder {
    private int[] ids = new int[256];
    private int[] targets = new int[256];
    private int[] types = new int[256];
    private float[] weights = new float[256];
    private int[] lengths = new int[16];
    private int[] groups = new int[16];
    private int[] prefixes = new int[16];
    private final List<MediaRef> media = new ArrayList<>();
    private int rows;
    private int sequences;
    private int group;

    /** Adds a sequence to the present group; each target counts 1. */
    public BatchBuilder add(int[] newIds, int[] newTargets) {
        float[] ones = new float[newTargets.length];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = newTargets[i] >= 0 ? 1 : 0;
        }
        return add(newIds, newTargets, ones);
    }

    /**
     * Adds a sequence with its pictures and sounds to the present group; each target counts 1.
     *
     * @param looks how the pictures and sounds are looked at
     */
    BatchBuilder add(TokenDocument document, int[] newTargets, AugmentedMedia looks) {
        int before = rows;
        add(document.ids(), newTargets);
        prefixes[sequences - 1] = document.media().prefix();
        for (PlacedMedia.Place place : document.media().places()) {
            media.add(looks.next(place).moved(before));
        }
        return this;
    }

    /** Adds a sequence to the present group. */
    public BatchBuilder add(int[] newIds, int[] newTargets, float[] newWeights) {
        if (newTargets.length != newIds.length || newWeights.length != newIds.length) {
            throw new IllegalArgumentException("%d targets and %d weights for %d ids"
                    .formatted(newTargets.length, newWeights.length, newIds.length));
        }
        int more = Math.addExact(rows, newIds.length);
        if (more > ids.length) {
            int size = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(more, 2L * ids.length));
            ids = Arrays.copyOf(ids, size);
            targets = Arrays.copyOf(targets, size);
            types = Arrays.copyOf(types, size);
            weights = Arrays.copyOf(weights, size);
        }
        System.arraycopy(newIds, 0, ids, rows, newIds.length);
        System.arraycopy(newTargets, 0, targets, rows, newIds.length);
        System.arraycopy(newWeights, 0, weights, rows, newIds.length);
        if (sequences == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * sequences);
            groups = Arrays.copyOf(groups, 2 * sequences);
            prefixes = Arrays.copyOf(prefixes, 2 * sequences);
        }
        lengths[sequences] = newIds.length;
        groups[sequences++] = group;
        rows = more;
        return this;
    }

    /** Sets the segments of the sequence that was added last: a number of each token, where they are not all 0. */
    public BatchBuilder types(int... perToken) {
        if (sequences == 0 || perToken.length != lengths[sequences - 1]) {
            throw new IllegalArgumentException(perToken.length + " segment ids for another number of tokens");
        }
        System.arraycopy(perToken, 0, types, rows - perToken.length, perToken.length);
        return this;
    }

    /** Starts the next example, to which the sequences added from now on belong. */
    public BatchBuilder nextGroup() {
        group += sequences > 0 && groups[sequences - 1] == group ? 1 : 0;
        return this;
    }

    /** Appends the examples of a batch. */
    public BatchBuilder addAll(Batch batch) {
        nextGroup();
        int before = rows;
        int at = 0;
        for (int s = 0; s < batch.lengths().length; s++) {
            if (s > 0 && batch.groups()[s] != batch.groups()[s - 1]) {
                nextGroup();
            }
            int end = at + batch.lengths()[s];
            add(
                    Arrays.copyOfRange(batch.ids(), at, end),
                    Arrays.copyOfRange(batch.targets(), at, end),
                    Arrays.copyOfRange(batch.weights(), at, end));
            types(Arrays.copyOfRange(batch.types(), at, end));
            prefixes[sequences - 1] = batch.prefixes()[s];
            at = end;
        }
        batch.media().forEach(m -> media.add(m.moved(before)));
        return this;
    }

    /** Builds the batch. */
    public Batch build() {
        return new Batch(
                Arrays.copyOf(ids, rows),
                Arrays.copyOf(lengths, sequences),
                Arrays.copyOf(targets, rows),
                Arrays.copyOf(weights, rows),
                Arrays.copyOf(groups, sequences),
                media,
                Arrays.copyOf(prefixes, sequences),
                Arrays.copyOf(types, rows));
    }
}
