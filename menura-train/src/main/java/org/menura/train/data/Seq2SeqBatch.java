package org.menura.train.data;

import java.util.Arrays;
import java.util.List;
import org.menura.tensor.Segments;

/**
 * A training batch of an encoder-decoder.
 *
 * @param inputs token ids of the encoder's sequences, [encoder rows]
 * @param inputLengths rows of each, [sequences]
 * @param decoder the decoder's sequences, one for each of the encoder's, with their targets
 */
public record Seq2SeqBatch(int[] inputs, int[] inputLengths, Batch decoder) {
    public Seq2SeqBatch {
        if (Segments.ofLengths(inputLengths).rows() != inputs.length
                || inputLengths.length != decoder.lengths().length) {
            throw new IllegalArgumentException("%d inputs in %d sequences for %d sequences of the decoder"
                    .formatted(inputs.length, inputLengths.length, decoder.lengths().length));
        }
    }

    /** Concatenates batches. */
    public static Seq2SeqBatch join(List<Seq2SeqBatch> batches) {
        return new Seq2SeqBatch(
                batches.stream().flatMapToInt(b -> Arrays.stream(b.inputs)).toArray(),
                batches.stream()
                        .flatMapToInt(b -> Arrays.stream(b.inputLengths))
                        .toArray(),
                Batch.join(batches.stream().map(Seq2SeqBatch::decoder).toList()));
    }

    /** Returns how the encoder's rows divide into sequences. */
    public Segments inputSegments() {
        return Segments.ofLengths(inputLengths);
    }
}
