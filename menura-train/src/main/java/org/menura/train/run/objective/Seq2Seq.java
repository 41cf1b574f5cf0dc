package org.menura.train.run.objective;

import java.util.List;
import java.util.function.Function;
import org.menura.data.Corpus;
import org.menura.data.JsonReader;
import org.menura.data.TextPair;
import org.menura.data.TextTokenizer;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.EncoderDecoder;
import org.menura.train.data.Seq2SeqBatch;
import org.menura.train.data.Seq2SeqExamples;
import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.Seq2SeqPredictor;

/** Teaches an encoder-decoder what to write for what it reads. */
final class Seq2Seq implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("seq2seq", "pairs")
                .keys(CommonKeys.LABEL_SMOOTHING)
                .with(Trait.SEQUENTIAL)
                .peft("SEQ_2_SEQ_LM");
    }

    @Override
    public StageTask task(StageSetup stage) {
        return task(stage, Seq2Seq::pairs);
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return metric(run, source, data, traits().formats(), Seq2Seq::pairs);
    }

    /** Makes examples for an encoder-decoder. */
    @FunctionalInterface
    interface Examples {
        ExampleSources<Seq2SeqBatch> of(TrainingData data, EncoderDecoder model);
    }

    static StageTask task(StageSetup stage, Examples examples) {
        EncoderDecoder model =
                stage.run().student().as(EncoderDecoder.class, stage.run().name());
        return Predictors.task(
                stage, new Seq2SeqPredictor(model), d -> examples.of(d, model), Seq2SeqBatch::join, false);
    }

    static Metric metric(
            RunContext run, DataSource source, TrainingData data, List<String> formats, Examples examples) {
        LanguageModeling.require(run, source, formats);
        EncoderDecoder model = run.student().as(EncoderDecoder.class, run.name());
        return LanguageModeling.predictions(
                run, new Seq2SeqPredictor(model), examples.of(data, model), Seq2SeqBatch::join);
    }

    /** The token that ends what the decoder writes. */
    static int end(Tokenizer tokenizer) {
        return tokenizer
                .eos()
                .orElseThrow(() -> new FormatException("the tokenizer has no end of sequence, which the decoder writes;"
                        + " name one in its tokenizer_config.json as eos_token"));
    }

    private static ExampleSources<Seq2SeqBatch> pairs(TrainingData data, EncoderDecoder model) {
        end(data.tokenizer());
        TextTokenizer source = new TextTokenizer(data.tokenizer(), true, false);
        TextTokenizer target = new TextTokenizer(data.tokenizer(), false, true);
        return data.examples(s -> {
            String field = s.targetOr("target");
            Corpus<TextPair> corpus = new Corpus<>(TrainingData.files(s), JsonReader.pairs(s.field(), field));
            Function<TextPair, List<TokenDocument>> encode = p -> Seq2SeqExamples.documents(source, target, p);
            String how = "%s in %s, %s in %s".formatted(source.recipe(), s.field(), target.recipe(), field);
            return new Seq2SeqExamples(
                    data.documents(s, 2, false, how, corpus, encode), data.length(), model.startId());
        });
    }
}
