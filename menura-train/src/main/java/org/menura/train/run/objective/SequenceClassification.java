package org.menura.train.run.objective;

import java.util.List;
import org.menura.train.data.Batch;
import org.menura.train.measure.ClassScores;
import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TaskHead;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.Predictor;

/** Teaches the class of each text. */
final class SequenceClassification implements Objective {
    @Override
    public String name() {
        return "sequence-classification";
    }

    @Override
    public List<Key> keys() {
        return List.of(CommonKeys.LABEL_SMOOTHING, CommonKeys.LABELS);
    }

    @Override
    public List<String> formats() {
        return List.of("labelled");
    }

    @Override
    public boolean learnsTasks() {
        return true;
    }

    @Override
    public String peftType() {
        return "SEQ_CLS";
    }

    @Override
    public TaskHead head(Options objective, List<DataSource> data) {
        return new TaskHead("SequenceClassification", LabelledRows.labels(objective, data));
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
        return new ClassScores(
                LanguageMetrics.predictions(run, predictor(run), LabelledRows.of(data, labels), Batch::join),
                labels.size());
    }

    private Predictor<Batch> predictor(RunContext run) {
        return Predictors.ofClasses(run.student(), name(), true);
    }
}
