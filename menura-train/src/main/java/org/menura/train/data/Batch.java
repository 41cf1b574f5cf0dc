package org.menura.train.data;

import java.util.Arrays;
import java.util.List;
import org.menura.data.TokenDocument;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.train.media.Augmentation;

/**
 * A training batch of token sequences, concatenated without padding, each of which sees itself only.
 *
 * @param ids token ids of all sequences, [rows]
 * @param lengths rows of each sequence, [sequences]
 * @param targets the id that each row is to predict, -1 for none, [rows]
 * @param weights how much each target counts, 0 where there is none, [rows]
 * @param groups number of the example that each sequence belongs to, ascending from 0, [sequences]: a packed row's
 *     documents, or a pair (the chosen answer, then the rejected one)
 * @param media images and audio, whose embeddings take the place of tokens
 * @param prefixes number of each sequence's first rows that attend to each other in both directions, [sequences]
 * @param types segment of each token, 0 or 1 in pairs of texts, [rows]
 */
public record Batch(
        int[] ids,
        int[] lengths,
        int[] targets,
        float[] weights,
        int[] groups,
        List<MediaRef> media,
        int[] prefixes,
        int[] types) {
    /** The target of a row that is not to be predicted. */
    public static final int IGNORED = -1;

    /** Makes a batch of text without images and audio. */
    public Batch(int[] ids, int[] lengths, int[] targets, float[] weights, int[] groups) {
        this(ids, lengths, targets, weights, groups, List.of(), new int[lengths.length], new int[ids.length]);
    }

    public Batch {
        media = List.copyOf(media);
        int rows = Segments.ofLengths(lengths).rows();
        if (prefixes.length != lengths.length) {
            throw new IllegalArgumentException(
                    "%d prefixes for %d sequences".formatted(prefixes.length, lengths.length));
        }
        if (types.length != rows) {
            throw new IllegalArgumentException("%d segment ids for %d rows".formatted(types.length, rows));
        }
        if (ids.length != rows || targets.length != rows || weights.length != rows || groups.length != lengths.length) {
            throw new IllegalArgumentException(
                    "%d ids, %d targets and %d weights for %d rows, and %d groups for %d sequences"
                            .formatted(
                                    ids.length, targets.length, weights.length, rows, groups.length, lengths.length));
        }
    }

    /** Makes a batch of one whole document without targets. */
    public static Batch of(TokenDocument document, Augmentation augmentation) {
        return of(document, augmentation, new Rng(0));
    }

    /** Makes a batch of one whole document without targets, its images and audio augmented with {@code random}. */
    public static Batch of(TokenDocument document, Augmentation augmentation, Rng random) {
        int[] none = new int[document.length()];
        Arrays.fill(none, IGNORED);
        return new BatchBuilder()
                .add(document, none, new AugmentedMedia(augmentation, random))
                .build();
    }

    /** Concatenates batches; groups are numbered on. */
    public static Batch join(List<Batch> batches) {
        BatchBuilder builder = new BatchBuilder();
        batches.forEach(builder::addAll);
        return builder.build();
    }

    /** Returns how rows divide into sequences. */
    public Segments segments() {
        return Segments.ofLengths(lengths);
    }

    /** Returns the batch of a forward pass; the embeddings of images and audio are still to be added to it. */
    public ForwardBatch step() {
        Segments segments = segments();
        int[][] sequences = new int[lengths.length][];
        for (int s = 0; s < sequences.length; s++) {
            sequences[s] = Arrays.copyOfRange(ids, segments.start(s), segments.end(s));
        }
        ForwardBatch step = ForwardBatch.whole(sequences);
        return Arrays.stream(prefixes).anyMatch(p -> p > 0) ? step.withPrefixes(prefixes) : step;
    }

    /** Returns the token after each row, whether or not it is a target; -1 at the ends and before images and audio. */
    public int[] nextTokens() {
        int[] next = new int[ids.length];
        Segments segments = segments();
        for (int s = 0; s < lengths.length; s++) {
            for (int r = segments.start(s); r < segments.end(s); r++) {
                next[r] = r + 1 < segments.end(s) ? ids[r + 1] : IGNORED;
            }
        }
        for (MediaRef ref : media) {
            for (int row : ref.at()) {
                if (row > 0) {
                    next[row - 1] = IGNORED;
                }
            }
        }
        return next;
    }

    /** Counts the targets. */
    public int targetCount() {
        int count = 0;
        for (int target : targets) {
            count += target >= 0 ? 1 : 0;
        }
        return count;
    }

    /** Counts the examples. */
    public int groupCount() {
        return groups.length == 0 ? 0 : groups[groups.length - 1] + 1;
    }
}
