package org.menura.train.code;

import java.util.List;
import java.util.Optional;
import org.menura.train.data.Batch;
import org.menura.train.data.Seq2SeqBatch;

/**
 * A training batch of source code.
 *
 * @param written what the decoder learns to write, if any
 * @param tagged what the encoder learns to tell identifiers in, if any: targets are 1 where they are and 0 elsewhere
 */
public record CodeBatch(Optional<Seq2SeqBatch> written, Optional<Batch> tagged) {
    static CodeBatch written(Seq2SeqBatch batch) {
        return new CodeBatch(Optional.of(batch), Optional.empty());
    }

    static CodeBatch tagged(Batch batch) {
        return new CodeBatch(Optional.empty(), Optional.of(batch));
    }

    /** Concatenates batches. */
    public static CodeBatch join(List<CodeBatch> batches) {
        List<Seq2SeqBatch> written =
                batches.stream().flatMap(b -> b.written.stream()).toList();
        List<Batch> tagged = batches.stream().flatMap(b -> b.tagged.stream()).toList();
        return new CodeBatch(
                written.isEmpty() ? Optional.empty() : Optional.of(Seq2SeqBatch.join(written)),
                tagged.isEmpty() ? Optional.empty() : Optional.of(Batch.join(tagged)));
    }
}
