package org.menura.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.model.Config;
import org.menura.model.encoder.imagebind.ImageBind;
import org.menura.model.encoder.imagebind.ImageBindModality;
import org.menura.model.load.ImageBindConfigs;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Recorded embeddings of an ImageBind, whose sizes {@code golden.json} tells under {@code arguments}: {@code kind:
 * imagebind}.
 */
final class ImageBindCase {
    private final Backend ops;
    private final ImageBind model;
    private final Checkpoint golden;
    private final Map<ImageBindModality, Tensor> embeddings = new EnumMap<>(ImageBindModality.class);
    private final List<Check> checks = new ArrayList<>();

    private ImageBindCase(ImageBind model, Checkpoint golden, Backend ops) {
        this.ops = ops;
        this.model = model;
        this.golden = golden;
    }

    static List<Check> run(Path folder, CaseSettings settings, Checkpoint golden, Backend ops) {
        Checkpoint weights = HfFolder.open(folder).weights();
        ObjectNode config = ImageBindConfigs.infer(weights, settings.raw("arguments"));
        Config fields = new Config(config, folder.resolve("golden.json").toString());
        settings.ignore("sizes"); // of the inputs
        ImageBind model =
                Models.build(ModelKind.JOINT_ENCODER, fields, new CheckpointParameters(weights), ops, Adapters.NONE);
        for (String name : new TreeSet<>(fields.unread())) {
            // Layers are left out while training alone.
            if (settings.raw("arguments").has(name) && !name.endsWith("_drop_path")) {
                throw fields.unsupported(name, "the check of this case knows no such argument");
            }
        }
        return new ImageBindCase(model, golden, ops).run();
    }

    private List<Check> run() {
        for (ImageBindModality m : ImageBindModality.values()) {
            if (golden.has(m.key())) {
                embed(m);
            }
        }
        for (String name : golden.names()) {
            if (name.startsWith("softmax.")) {
                similarity(name);
            }
        }
        return checks;
    }

    private void embed(ImageBindModality m) {
        Tensor input = golden.tensor(m.key());
        ImageBind.Tokens tokens =
                m == ImageBindModality.TEXT ? model.tokens(Batch.rows(input)) : model.tokens(m, input);
        compare("tokens." + m.key(), tokens.rows());
        Tensor transformed = model.transform(tokens);
        compare("trunk." + m.key(), transformed);
        Tensor embedding = model.embed(tokens, transformed);
        compare("embedding." + m.key(), embedding);
        embeddings.put(m, embedding);
    }

    /** How alike each item of one kind is to all those of another. */
    private void similarity(String name) {
        String[] pair = name.substring(name.indexOf('.') + 1).split("_", 2);
        compare(name, ops.softmax(ops.linear(embedding(name, pair[0]), embedding(name, pair[1]), null)));
    }

    private Tensor embedding(String name, String key) {
        return embeddings.entrySet().stream()
                .filter(e -> e.getKey().key().equals(key))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() ->
                        new FormatException("%s: %s needs inputs named %s".formatted(golden.source(), name, key)));
    }

    private void compare(String name, Tensor actual) {
        if (golden.has(name)) {
            checks.add(Check.values(name, actual, golden.tensor(name)));
        }
    }
}
