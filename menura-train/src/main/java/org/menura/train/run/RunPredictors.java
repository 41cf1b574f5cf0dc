package org.menura.train.run;

import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.EncoderDecoder;
import org.menura.model.TextEncoder;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.train.data.Batch;
import org.menura.train.data.Seq2SeqBatch;
import org.menura.train.task.DecoderPredictor;
import org.menura.train.task.EncoderPredictor;
import org.menura.train.task.Predictor;
import org.menura.train.task.Seq2SeqPredictor;

/** How a run's model reads the batches of an objective. */
final class RunPredictors {
    private RunPredictors() {}

    /** For masked tokens, tags, classes of texts, and next tokens. */
    static Predictor<Batch> ofBatches(TrainedModel student, String objective) {
        return switch (student.model()) {
            case TextEncoder encoder -> new EncoderPredictor(encoder, objective.equals("sequence-classification"));
            case MultimodalModel senses when !objective.equals("masked-lm") -> new DecoderPredictor(senses.backbone());
            case CausalModel decoder when !objective.equals("masked-lm") -> new DecoderPredictor(decoder);
            default ->
                throw new FormatException("the objective %s needs a %s, which this model is not"
                        .formatted(
                                objective,
                                objective.equals("masked-lm") ? "text encoder" : "text encoder or a decoder"));
        };
    }

    /** For encoder-decoders. */
    static Predictor<Seq2SeqBatch> ofPairs(TrainedModel student, String objective) {
        return new Seq2SeqPredictor(student.as(EncoderDecoder.class, objective));
    }
}
