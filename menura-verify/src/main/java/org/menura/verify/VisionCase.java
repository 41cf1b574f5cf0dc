package org.menura.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.DualEncoder;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.ImageEncoder;
import org.menura.tensor.Tensor;

/** Recorded outputs of encoders of pictures, alone or with a text tower: {@code kind: generic} with {@code pixel_values}. */
final class VisionCase {
    private final List<String> names;
    private final Checkpoint golden;
    private final List<Check> checks = new ArrayList<>();

    private VisionCase(CaseSettings settings, Checkpoint golden) {
        this.names = settings.texts("outputs");
        this.golden = golden;
    }

    static List<Check> run(ImageEncoder model, Config config, CaseSettings settings, Checkpoint golden) {
        VisionCase c = new VisionCase(settings, golden);
        c.images(model, config);
        return c.checks;
    }

    static List<Check> run(DualEncoder model, CaseSettings settings, Checkpoint golden) {
        VisionCase c = new VisionCase(settings, golden);
        c.both(model);
        return c.checks;
    }

    private void images(ImageEncoder model, Config config) {
        Map<String, Tensor> seen = new HashMap<>();
        Features hidden = model.encode(golden.tensor("pixel_values"), seen::put);
        Map<String, Tensor> outputs = new HashMap<>(model.outputs(hidden));
        for (String name : names) {
            switch (name) {
                case "hidden_states" -> hiddenStates(seen);
                case "loss" -> {
                    Tensor logits = outputs.get("logits");
                    if (logits != null) {
                        loss(Losses.labels(config, logits, golden.tensor("labels"), Batch.EMPTY));
                    }
                }
                default -> compare(name, outputs.get(name));
            }
        }
    }

    /** The reference shows the last one before the final norm or after it, depending on its release. */
    private void hiddenStates(Map<String, Tensor> seen) {
        for (int i = 0; golden.has("hidden_states." + i); i++) {
            String name = "hidden_states." + i;
            Tensor norm = isNormed(name) ? seen.get("norm") : null; // CLIP's pictures have none over all rows
            compare(name, norm != null ? norm : seen.get(i == 0 ? "embeddings" : "layer." + (i - 1)));
        }
    }

    private boolean isNormed(String name) {
        return golden.has("last_hidden_state")
                && Arrays.equals(
                        golden.tensor(name).toFloats(),
                        golden.tensor("last_hidden_state").toFloats());
    }

    private void compare(String name, @Nullable Tensor actual) {
        checks.add(
                actual == null
                        ? Check.failed(name, "the model has no such output")
                        : Check.values(name, actual, golden.tensor(name)));
    }

    private void loss(Losses.Loss loss) {
        float[] value = {(float) loss.value()};
        checks.add(Check.values("loss", value, golden.tensor("loss").toFloats(), 1e-5, 1));
    }

    private void both(DualEncoder model) {
        Batch batch = Batch.of(golden, "input_ids", "attention_mask");
        if (model.judgesPairsAlone()) {
            refuseEndInPadding(batch);
        }
        Tensor texts = model.embedTexts(batch.step());
        Tensor pictures = model.embedImages(golden.tensor("pixel_values"));
        Tensor logits = model.similarity(texts, pictures); // [texts, pictures]
        for (String name : names) {
            switch (name) {
                case "text_embeds" -> compare(name, texts);
                case "image_embeds" -> compare(name, pictures);
                case "logits_per_text" -> compare(name, logits);
                case "logits_per_image" -> {
                    float[] turned = Losses.transposed(logits.toFloats(), logits.dim(0));
                    compare(name, Tensor.of(turned, logits.dim(1), logits.dim(0)));
                }
                case "loss" -> loss(Losses.pairs(logits, model.judgesPairsAlone()));
                default -> part(model, batch, name);
            }
        }
    }

    /** SigLIP's texts are what stands in the last column, whatever it is. */
    private static void refuseEndInPadding(Batch batch) {
        for (int[] columns : batch.columns()) {
            if (columns.length == 0 || columns[columns.length - 1] != batch.width() - 1) {
                throw new FormatException(
                        "attention_mask leaves out the last column, which stands for a text in SigLIP;"
                                + " record the case without a mask, as its models are trained");
            }
        }
    }

    /** An output of one of the towers. */
    private void part(DualEncoder model, Batch batch, String name) {
        int dot = name.indexOf('.');
        String output = name.substring(dot + 1);
        if (name.startsWith("text_model_output.")) {
            ForwardBatch step = batch.step();
            Tensor hidden = model.texts().encode(step);
            if (output.equals("last_hidden_state")) {
                Tensor expected = golden.tensor(name);
                float[] kept = batch.at(expected, expected.dim(2));
                checks.add(Check.values(name, hidden.toFloats(), kept, Check.LOGITS, 1));
            } else {
                compare(name, model.texts().outputs(hidden, step).get(output));
            }
        } else {
            Features hidden = model.images().encode(golden.tensor("pixel_values"));
            compare(name, model.images().outputs(hidden).get(output));
        }
    }
}
