package org.menura.train.run.objective;

import java.util.List;
import org.menura.data.Corpus;
import org.menura.data.JsonReader;
import org.menura.data.Preference;
import org.menura.data.PreferenceEncoder;
import org.menura.model.Config;
import org.menura.tensor.Backend;
import org.menura.train.data.MarginBatch;
import org.menura.train.data.MarginPairs;
import org.menura.train.measure.Metric;
import org.menura.train.measure.PairAccuracy;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TaskHead;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.RewardScorer;
import org.menura.train.task.RewardTask;

/** Teaches a score that is higher for the better of two answers (Bradley–Terry). */
final class RewardModel implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("reward", "preference")
                .keys(Key.real("center_rewards", 0.0, "Weight of the squared sum of rewards, which centres them."))
                .peft("SEQ_CLS");
    }

    @Override
    public TaskHead head(Options objective, List<DataSource> data) {
        return TaskHead.SCORE;
    }

    @Override
    public StageTask task(StageSetup stage) {
        double centering = stage.options().number("center_rewards");
        return stage.over(
                RewardModel::pairs, MarginBatch::join, steps -> new RewardTask(scorer(stage.run()), steps, centering));
    }

    private static RewardScorer scorer(RunContext run) {
        return new RewardScorer(run.decoder(), new Config(run.student().config(), "the model's config"));
    }

    private static ExampleSources<MarginBatch> pairs(TrainingData data) {
        return data.examples(s -> {
            PreferenceEncoder encoder = data.answers();
            Corpus<Preference> corpus = new Corpus<>(TrainingData.files(s), JsonReader.preferences());
            return new MarginPairs(
                    data.documents(
                            s, 3, true, "preferences with margins", corpus, p -> MarginPairs.documents(encoder, p)),
                    data.length(),
                    s.augmentation());
        });
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        LanguageModeling.require(run, source, traits().formats());
        RewardScorer scorer = scorer(run);
        return new PairAccuracy(LanguageModeling.pairs(data).examples(), pair -> {
            try (Backend.Scope _ = scorer.model().ops().scope()) {
                float[] both = scorer.scores(pair).toFloats();
                return new double[] {both[0], both[1]};
            }
        });
    }
}
