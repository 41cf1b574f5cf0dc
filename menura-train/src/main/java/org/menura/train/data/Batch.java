package org.menura.train.data;

import java.util.Arrays;
import java.util.List;
import org.menura.data.TokenDocument;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.train.media.Augmentation;

/**
 * What a training step reads: sequences behind each other without padding, each of which sees itself only.
 *
 * @param ids token ids of all sequences, [rows]
 * @param lengths rows of each sequence, [sequences]
 * @param targets the id that each row is to predict, -1 for none, [rows]
 * @param weights how much each target counts, 0 where there is none, [rows]
 * @param groups number of the example that each sequence belongs to, ascending from 0, [sequences]: a packed row's
 *     documents, or a pair (the chosen answer, then the rejected one)
 * @param media pictures and sounds, whose rows take the place of tokens
 * @param prefixes how many of each sequence's first rows see each other in both directions, [sequences]
 */
public record Batch(
        int[] ids, int[] lengths, int[] targets, float[] weights, int[] groups, List<MediaRef> media, int[] prefixes) {
    /** No target. */
    public static final int IGNORED = -1;

    /** A batch of text alone. */
    public Batch(int[] ids, int[] lengths, int[] targets, float[] weights, int[] groups) {
        this(ids, lengths, targets, weights, groups, List.of(), new int[lengths.length]);
    }

    public Batch {
        media = List.copyOf(media);
        int rows = Segments.ofLengths(lengths).rows();
        if (prefixes.length != lengths.length) {
            throw new IllegalArgumentException(
                    "%d prefixes for %d sequences".formatted(prefixes.length, lengths.length));
        }
        if (ids.length != rows || targets.length != rows || weights.length != rows || groups.length != lengths.length) {
            throw new IllegalArgumentException(
                    "%d ids, %d targets and %d weights for %d rows, and %d groups for %d sequences"
                            .formatted(
                                    ids.length, targets.length, weights.length, rows, groups.length, lengths.length));
        }
    }

    /** A whole document by itself, of which nothing is to be predicted. */
    public static Batch of(TokenDocument document, Augmentation augmentation) {
        return of(document, augmentation, new Rng(0));
    }

    /** The same, its pictures and sounds looked at as {@code random} has it. */
    public static Batch of(TokenDocument document, Augmentation augmentation, Rng random) {
        int[] none = new int[document.length()];
        Arrays.fill(none, IGNORED);
        return new BatchBuilder()
                .add(document, none, new AugmentedMedia(augmentation, random))
                .build();
    }

    /** Batches behind each other; groups are numbered on. */
    public static Batch join(List<Batch> batches) {
        BatchBuilder builder = new BatchBuilder();
        batches.forEach(builder::addAll);
        return builder.build();
    }

    /** How rows fall into sequences. */
    public Segments segments() {
        return Segments.ofLengths(lengths);
    }

    /** The pass through a model; where there are pictures and sounds, their rows are still to be given to it. */
    public ForwardBatch step() {
        Segments segments = segments();
        int[][] sequences = new int[lengths.length][];
        for (int s = 0; s < sequences.length; s++) {
            sequences[s] = Arrays.copyOfRange(ids, segments.start(s), segments.end(s));
        }
        ForwardBatch step = ForwardBatch.whole(sequences);
        return Arrays.stream(prefixes).anyMatch(p -> p > 0) ? step.withPrefixes(prefixes) : step;
    }

    /** Number of targets. */
    public int targetCount() {
        int count = 0;
        for (int target : targets) {
            count += target >= 0 ? 1 : 0;
        }
        return count;
    }

    /** Number of examples. */
    public int groupCount() {
        return groups.length == 0 ? 0 : groups[groups.length - 1] + 1;
    }
}
