package org.menura.train.run.objective;

import java.util.List;
import org.menura.data.Documents;
import org.menura.model.EncoderDecoder;
import org.menura.train.data.Seq2SeqBatch;
import org.menura.train.data.SpanCorruption;
import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/** Teaches an encoder-decoder to restore spans of a text (T5, arXiv 1910.10683). */
final class SpanCorruptionLm implements Objective {
    @Override
    public String name() {
        return "span-corruption";
    }

    @Override
    public List<Key> keys() {
        return List.of(
                CommonKeys.LABEL_SMOOTHING,
                CommonKeys.MASK_RATE,
                Key.positive("span_length", 3.0, "Mean length of a masked span, in tokens."));
    }

    @Override
    public List<String> formats() {
        return List.of("text", "jsonl");
    }

    @Override
    public boolean learnsTasks() {
        return true;
    }

    @Override
    public String peftType() {
        return "SEQ_2_SEQ_LM";
    }

    @Override
    public StageTask task(StageSetup stage) {
        return Seq2Seq.task(stage, (data, model) -> spans(data, model, stage.options()));
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return Seq2Seq.metric(run, source, data, formats(), (d, model) -> spans(d, model, run.objective()));
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
