package org.menura.train.run.objective;

import java.util.List;
import java.util.function.Function;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.TextEncoder;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.train.data.Batch;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.TrainedModel;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.DecoderPredictor;
import org.menura.train.task.EncoderPredictor;
import org.menura.train.task.PredictionTask;
import org.menura.train.task.Predictor;

/** Makes tasks that predict what stands in a batch's targets. */
final class Predictors {
    private Predictors() {}

    /** Reads texts with classes: one for each token, or for each text. */
    static Predictor<Batch> ofClasses(TrainedModel student, String objective, boolean byText) {
        return switch (student.model()) {
            case TextEncoder encoder -> new EncoderPredictor(encoder, byText);
            case MultimodalModel senses -> new DecoderPredictor(senses.backbone());
            case CausalModel decoder -> new DecoderPredictor(decoder);
            default ->
                throw new FormatException("the objective %s needs a text encoder or a decoder, which this model is not"
                        .formatted(objective));
        };
    }

    /**
     * Makes the task of a predictor.
     *
     * @param classes whether the targets are a few classes, of which the log shows how many were met
     */
    static <B> StageTask task(
            StageSetup stage,
            Predictor<B> predictor,
            Function<TrainingData, ExampleSources<B>> examples,
            Function<List<B>, B> join,
            boolean classes) {
        CrossEntropy.Options smoothing =
                new CrossEntropy.Options(stage.options().number("label_smoothing"), 0);
        return stage.over(examples, join, steps -> new PredictionTask<>(predictor, steps, smoothing, classes));
    }
}
