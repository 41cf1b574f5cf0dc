package org.menura.verify.training;

import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.model.Config;
import org.menura.model.DualEncoder;
import org.menura.model.Features;
import org.menura.model.ImageEncoder;
import org.menura.model.Model;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.TrainableParameters;
import org.menura.verify.Batch;
import org.menura.verify.Losses;
import org.menura.verify.MultimodalCase;

/** The losses of models that see, backwards. */
final class VisionGradients {
    private final Config config;
    private final Checkpoint golden;
    private final TrainableParameters parameters;
    private final GradBackend ops;

    private VisionGradients(Config config, Checkpoint golden, TrainableParameters parameters, GradBackend ops) {
        this.config = config;
        this.golden = golden;
        this.parameters = parameters;
        this.ops = ops;
    }

    /** Fills the gradients of the parameters. */
    static void compute(
            Model model, Config config, Checkpoint golden, TrainableParameters parameters, GradBackend ops) {
        VisionGradients v = new VisionGradients(config, golden, parameters, ops);
        switch (model) {
            case ImageEncoder classifier -> v.classifier(classifier);
            case DualEncoder dual -> v.pairs(dual);
            case MultimodalModel language -> v.language(language);
            default -> throw new FormatException(config.source() + ": gradients of its kind can't be verified");
        }
    }

    /** The name on disk of a parameter that newer releases of the reference keep below {@code model}. */
    static String olderName(String name) {
        String text = "model.language_model.";
        if (name.startsWith(text)) {
            return "language_model.model." + name.substring(text.length());
        }
        return name.startsWith("model.") ? name.substring("model.".length()) : "language_model." + name;
    }

    private void classifier(ImageEncoder model) {
        try (GradientTape recording = ops.record(parameters.trainables())) {
            Tensor logits = GradientCase.labelled(
                    model.outputs(model.encode(golden.tensor("pixel_values"))).get("logits"), config);
            Losses.Loss loss = Losses.labels(config, logits, golden.tensor("labels"), Batch.EMPTY);
            GradientCase.back(recording, logits, loss);
        }
    }

    private void pairs(DualEncoder model) {
        try (GradientTape recording = ops.record(parameters.trainables())) {
            Batch batch = Batch.of(golden, "input_ids", "attention_mask");
            Tensor pictures = model.embedImages(golden.tensor("pixel_values"));
            Tensor logits = model.similarity(model.embedTexts(batch.step()), pictures);
            GradientCase.back(recording, logits, Losses.pairs(logits, model.judgesPairsAlone()));
        }
    }

    private void language(MultimodalModel model) {
        try (GradientTape recording = ops.record(parameters.trainables())) {
            Features features = model.sense(Modality.IMAGE).perceive(MultimodalCase.inputs(golden));
            Tensor logits = model.backbone().forward(MultimodalCase.step(model, golden, features));
            GradientCase.back(recording, logits, Losses.crossEntropy(logits, MultimodalCase.targets(golden)));
        }
    }
}
