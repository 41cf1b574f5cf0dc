package org.menura.train.run.objective;

import java.util.List;
import java.util.OptionalInt;
import org.menura.data.Corpus;
import org.menura.data.Documents;
import org.menura.data.SpecialTokens;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.TextEncoder;
import org.menura.train.data.Batch;
import org.menura.train.data.MaskedTokens;
import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TaskHead;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.EncoderPredictor;
import org.menura.train.task.Predictor;

/** Teaches an encoder what masked tokens were (BERT, arXiv 1810.04805). */
final class MaskedLm implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("masked-lm", "text", "jsonl")
                .keys(CommonKeys.LABEL_SMOOTHING, CommonKeys.MASK_RATE)
                .with(Trait.SEQUENTIAL)
                .peft("FEATURE_EXTRACTION");
    }

    @Override
    public TaskHead head(Options objective, List<DataSource> data) {
        return new TaskHead("MaskedLM", List.of());
    }

    @Override
    public StageTask task(StageSetup stage) {
        Predictor<Batch> predictor = predictor(stage.run());
        return Predictors.task(stage, predictor, d -> masked(d, stage.options()), Batch::join, false);
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return traits().formats().contains(source.format())
                ? LanguageModeling.predictions(run, predictor(run), masked(data, run.objective()), Batch::join)
                : Objective.super.metric(run, source, data);
    }

    private static Predictor<Batch> predictor(RunContext run) {
        return new EncoderPredictor(run.student().as(TextEncoder.class, run.name()), false);
    }

    /** Masked texts, each framed as the tokenizer does. */
    private static ExampleSources<Batch> masked(TrainingData data, Options objective) {
        Tokenizer tokenizer = data.tokenizer();
        OptionalInt mask = tokenizer.id("[MASK]").isPresent() ? tokenizer.id("[MASK]") : tokenizer.id("<mask>");
        if (mask.isEmpty()) {
            throw new FormatException("the tokenizer has no [MASK] or <mask>, with which masked-lm hides tokens;"
                    + " make one with `menura tokenizer train --bert`");
        }
        SpecialTokens frame = SpecialTokens.of(tokenizer);
        int room = data.length() - frame.length();
        if (room < 1) {
            throw new FormatException("batch.length leaves no room for a text");
        }
        return data.examples(s -> {
            Documents documents = data.documents(
                    s,
                    1,
                    false,
                    "framed pieces of %d tokens".formatted(room),
                    new Corpus<>(TrainingData.files(s), TrainingData.reader(s)),
                    piece -> frame.pieces(tokenizer.encode(piece, false, false), room));
            return new MaskedTokens(
                    documents,
                    data.packing(documents, true),
                    (float) objective.number("mask_rate"),
                    mask.getAsInt(),
                    tokenizer.size(),
                    tokenizer::isSpecial);
        });
    }
}
