package org.menura.train.run.objective;

import org.menura.data.Documents;
import org.menura.model.EncoderDecoder;
import org.menura.train.data.Seq2SeqBatch;
import org.menura.train.data.SpanCorruption;
import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/** Teaches an encoder-decoder to restore spans of a text (T5, arXiv 1910.10683). */
final class SpanCorruptionLm implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("span-corruption", "text", "jsonl")
                .keys(CommonKeys.LABEL_SMOOTHING, CommonKeys.MASK_RATE, CommonKeys.SPAN_LENGTH)
                .with(Trait.SEQUENTIAL)
                .peft("SEQ_2_SEQ_LM");
    }

    @Override
    public StageTask task(StageSetup stage) {
        return Seq2Seq.task(stage, (data, model) -> spans(data, model, stage.options()));
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return Seq2Seq.metric(run, source, data, traits().formats(), (d, model) -> spans(d, model, run.objective()));
    }

    private static ExampleSources<Seq2SeqBatch> spans(TrainingData data, EncoderDecoder model, Options objective) {
        Sentinels sentinels = Sentinels.of(data.tokenizer(), model.vocabulary());
        int end = Seq2Seq.end(data.tokenizer());
        return data.examples(s -> {
            Documents documents = data.texts(s, false, false);
            return new SpanCorruption(
                    documents,
                    data.packing(documents, true),
                    objective.number("mask_rate"),
                    objective.number("span_length"),
                    sentinels.first(),
                    sentinels.count(),
                    model.startId(),
                    end);
        });
    }
}
