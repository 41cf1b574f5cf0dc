package org.menura.train.run.objective;

import java.util.List;
import org.menura.train.data.Batch;
import org.menura.train.measure.EntityScores;
import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TaskHead;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.Predictor;

/** Teaches a tag for each word, such as names of people and places. */
final class TokenClassification implements Objective {
    @Override
    public String name() {
        return "token-classification";
    }

    @Override
    public List<Key> keys() {
        return List.of(CommonKeys.LABEL_SMOOTHING, CommonKeys.LABELS);
    }

    @Override
    public List<String> formats() {
        return List.of("tags");
    }

    @Override
    public boolean learnsTasks() {
        return true;
    }

    @Override
    public String peftType() {
        return "TOKEN_CLS";
    }

    @Override
    public TaskHead head(Options objective, List<DataSource> data) {
        return new TaskHead("TokenClassification", LabelledRows.labels(objective, data));
    }

    @Override
    public StageTask task(StageSetup stage) {
        List<String> labels = stage.run().student().labels();
        return Predictors.task(stage, predictor(stage.run()), d -> LabelledRows.of(d, labels), Batch::join, true);
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        if (!formats().contains(source.format())) {
            throw LanguageMetrics.refused(run, source);
        }
        List<String> labels = run.student().labels();
        return new EntityScores(
                LanguageMetrics.predictions(run, predictor(run), LabelledRows.of(data, labels), Batch::join), labels);
    }

    private Predictor<Batch> predictor(RunContext run) {
        return Predictors.ofClasses(run.student(), name(), false);
    }
}
