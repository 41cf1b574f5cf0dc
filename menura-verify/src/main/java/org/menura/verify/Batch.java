package org.menura.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.decoder.Head;
import org.menura.tensor.Tensor;

/**
 * The tokens of a padded batch without its padding.
 *
 * @param ids the tokens of each sequence
 * @param columns the column of the batch that each token came from
 * @param width columns of the batch
 */
public record Batch(int[][] ids, int[][] columns, int width) {
    /** The batch without tokens, for models of images alone. */
    public static final Batch EMPTY = new Batch(new int[0][], new int[0][], 0);

    /** Makes a forward pass over the whole batch, in which the positions of tokens are their columns. */
    public ForwardBatch step() {
        return ForwardBatch.whole(ids)
                .withPositions(
                        Arrays.stream(columns).flatMapToInt(Arrays::stream).toArray());
    }

    /**
     * Makes a forward pass of a decoder with the positions that the reference gives tokens behind padding: OPT counts tokens,
     * the others with learned positions columns.
     */
    public ForwardBatch step(Config config) {
        return config.text("model_type", "").equals("opt") ? ForwardBatch.whole(ids) : step();
    }

    /**
     * Returns the rows at which a decoder's classifier judges: all of them where it judges tokens; of a text, as the reference
     * does, the last one that is no padding.
     */
    public int[] judged(Config config) {
        int rows = Arrays.stream(ids).mapToInt(s -> s.length).sum();
        if (Head.scoresTokens(config)) {
            return IntStream.range(0, rows).toArray();
        }
        int[] out = new int[ids.length];
        int from = 0;
        for (int s = 0; s < ids.length; s++) {
            out[s] = from + Head.scoredToken(config, ids[s]);
            from += ids[s].length;
        }
        return out;
    }

    /** Reads a batch from recorded token ids and, where there is one, an attention mask. */
    public static Batch of(Checkpoint golden, String idsName, String maskName) {
        return of(golden.tensor(idsName), golden.has(maskName) ? golden.tensor(maskName) : null);
    }

    /** Takes ids [sequences, width] where a mask of the same shape is not 0, or all of them. */
    static Batch of(Tensor paddedIds, @Nullable Tensor paddedMask) {
        int[][] ids = rows(paddedIds);
        int[][] mask = paddedMask == null ? null : rows(paddedMask);
        int width = ids[0].length;
        int[][] kept = new int[ids.length][];
        int[][] columns = new int[ids.length][];
        for (int s = 0; s < ids.length; s++) {
            int[] row = ids[s];
            int[] seen = mask == null ? null : mask[s];
            columns[s] = IntStream.range(0, width)
                    .filter(i -> seen == null || seen[i] != 0)
                    .toArray();
            kept[s] = Arrays.stream(columns[s]).map(i -> row[i]).toArray();
        }
        return new Batch(kept, columns, width);
    }

    /**
     * Returns the rows of an integer matrix.
     *
     * @throws FormatException if it has another number of dimensions, as choices of a question have
     */
    public static int[][] rows(Tensor ids) {
        if (ids.shape().rank() != 2) {
            throw new FormatException(
                    "token ids of shape %s are recorded; supported: [sequences, tokens]".formatted(ids.shape()));
        }
        long[] values = ids.toLongs();
        int rows = ids.dim(0);
        int cols = ids.dim(1);
        int[][] out = new int[rows][cols];
        for (int i = 0; i < values.length; i++) {
            out[i / cols][i % cols] = Math.toIntExact(values[i]);
        }
        return out;
    }

    /** Returns the entries of an integer matrix at the tokens, one after the other. */
    public int[] at(Tensor matrix) {
        int[][] all = rows(matrix);
        List<Integer> out = new ArrayList<>();
        for (int s = 0; s < columns.length; s++) {
            for (int c : columns[s]) {
                out.add(all[s][c]);
            }
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns whether padding has labels that count, those that are not negative. */
    public boolean labelsPadding(Tensor labels) {
        return Arrays.stream(labels.toLongs()).filter(t -> t >= 0).count()
                > Arrays.stream(at(labels)).filter(t -> t >= 0).count();
    }

    /** Returns a reference [batch, width, ..] with the model's own rows at the tokens. */
    Tensor filled(Tensor reference, Tensor own) {
        float[] all = reference.toFloats();
        float[] rows = own.toFloats();
        int values = all.length / (ids.length * width);
        int from = 0;
        for (int s = 0; s < columns.length; s++) {
            for (int c : columns[s]) {
                System.arraycopy(rows, from, all, (s * width + c) * values, values);
                from += values;
            }
        }
        return Tensor.of(all, 0, reference.shape());
    }

    /**
     * Returns the rows of a reference [batch, width, ..] at the tokens: what the model, which sees no padding, returns.
     */
    public float[] at(Tensor reference, int values) {
        float[] all = reference.toFloats();
        int count = Arrays.stream(columns).mapToInt(c -> c.length).sum();
        float[] out = new float[count * values];
        int to = 0;
        for (int s = 0; s < columns.length; s++) {
            for (int c : columns[s]) {
                System.arraycopy(all, (s * width + c) * values, out, to, values);
                to += values;
            }
        }
        return out;
    }
}
