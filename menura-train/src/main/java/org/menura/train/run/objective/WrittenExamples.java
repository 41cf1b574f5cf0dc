package org.menura.train.run.objective;

import org.menura.data.Examples;
import org.menura.tensor.Rng;
import org.menura.train.code.CodeBatch;
import org.menura.train.data.Seq2SeqBatch;

/** What the decoder writes in examples of source code that have nothing else. */
record WrittenExamples(Examples<CodeBatch> all) implements Examples<Seq2SeqBatch> {
    static Examples<Seq2SeqBatch> of(Examples<CodeBatch> all) {
        return new WrittenExamples(all);
    }

    @Override
    public long count() {
        return all.count();
    }

    @Override
    public Seq2SeqBatch example(long index, Rng random) {
        return all.example(index, random).written().orElseThrow();
    }
}
