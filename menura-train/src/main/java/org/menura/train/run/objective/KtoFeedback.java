package org.menura.train.run.objective;

import org.menura.data.Corpus;
import org.menura.data.JsonReader;
import org.menura.data.PreferenceEncoder;
import org.menura.model.CausalModel;
import org.menura.train.data.FeedbackBatch;
import org.menura.train.data.KtoExamples;
import org.menura.train.objective.Kto;
import org.menura.train.schema.Checker;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.KtoTask;

/** Teaches which answers are good and which are bad (KTO, arXiv 2402.01306). */
final class KtoFeedback implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("kto", "feedback", "preference")
                .keys(
                        CommonKeys.beta(0.1),
                        CommonKeys.REFERENCE,
                        Key.positive("desirable_weight", 1.0, "Weight of good examples (KTO, arXiv 2402.01306)."),
                        Key.positive("undesirable_weight", 1.0, "Weight of bad examples."));
    }

    @Override
    public void check(Options objective, Options batch, Checker checker) {
        CommonKeys.requireBeta(objective, checker);
        if (batch.whole("sequences") < 2) {
            throw checker.error("batch.sequences", "must be at least 2 with kto, which compares answers of a batch");
        }
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        Kto.Options options =
                new Kto.Options(o.number("beta"), o.number("desirable_weight"), o.number("undesirable_weight"));
        CausalModel reference = References.of(stage.run()).model();
        return stage.over(
                KtoFeedback::verdicts,
                FeedbackBatch::join,
                steps -> new KtoTask(
                        stage.run().decoder(),
                        reference,
                        steps,
                        options,
                        stage.run().length()));
    }

    private static ExampleSources<FeedbackBatch> verdicts(TrainingData data) {
        return data.examples(s -> {
            PreferenceEncoder encoder = data.answers();
            return new KtoExamples(
                    s.format().equals("preference")
                            ? data.documents(
                                    s,
                                    2,
                                    true,
                                    "verdicts of pairs",
                                    new Corpus<>(TrainingData.files(s), JsonReader.preferences()),
                                    p -> KtoExamples.documents(encoder, p))
                            : data.documents(
                                    s,
                                    2,
                                    true,
                                    "verdicts",
                                    new Corpus<>(TrainingData.files(s), JsonReader.feedback()),
                                    f -> KtoExamples.documents(encoder, f)),
                    data.length());
        });
    }
}
