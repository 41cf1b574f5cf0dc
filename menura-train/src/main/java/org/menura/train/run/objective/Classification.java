package org.menura.train.run.objective;

import java.util.List;
import org.menura.train.data.Batch;
import org.menura.train.measure.ClassScores;
import org.menura.train.measure.EntityScores;
import org.menura.train.measure.Metric;
import org.menura.train.measure.Predictions;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TaskHead;
import org.menura.train.setup.TrainedModel;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.Predictor;

/**
 * Teaches the class of each text, or the tag of each word, such as names of people and places.
 *
 * @param ofTexts whether texts have classes
 */
record Classification(boolean ofTexts) implements Objective {
    @Override
    public Traits traits() {
        Traits traits = ofTexts
                ? Traits.of("sequence-classification", "labelled").peft("SEQ_CLS")
                : Traits.of("token-classification", "tags").peft("TOKEN_CLS");
        return traits.keys(CommonKeys.LABEL_SMOOTHING, CommonKeys.LABELS).with(Trait.SEQUENTIAL);
    }

    @Override
    public TaskHead head(Options objective, List<DataSource> data) {
        return new TaskHead(
                ofTexts ? "SequenceClassification" : "TokenClassification", LabelledRows.labels(objective, data));
    }

    @Override
    public StageTask task(StageSetup stage) {
        TrainedModel student = stage.run().student();
        return Predictors.task(stage, predictor(stage.run()), d -> LabelledRows.of(d, student), Batch::join, true);
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        LanguageModeling.require(run, source, traits().formats());
        List<String> labels = run.student().labels();
        Predictions<Batch> predictions =
                LanguageModeling.predictions(run, predictor(run), LabelledRows.of(data, run.student()), Batch::join);
        return ofTexts ? new ClassScores(predictions, labels.size()) : new EntityScores(predictions, labels);
    }

    private Predictor<Batch> predictor(RunContext run) {
        return Predictors.ofClasses(run.student(), name(), ofTexts);
    }
}
