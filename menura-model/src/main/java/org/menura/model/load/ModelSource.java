package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.HfFolder;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.Config;
import org.menura.model.adapter.AdaptedWeights;
import org.menura.model.adapter.PeftAdapters;
import org.menura.model.gguf.GgufAdapter;
import org.menura.model.gguf.GgufModels;
import org.menura.model.gguf.Mmproj;
import org.menura.model.weights.RowLayout;

/**
 * The files of a model, in the terms of Hugging Face whatever the file: a config, and weights by name. Nothing is read
 * of the weights until a model is built.
 *
 * @param path the folder or file
 * @param config fields as in {@code config.json}
 * @param weights parameters by their Hugging Face names
 * @param folder the Hugging Face folder, or null
 * @param gguf the GGUF file, or null
 */
public record ModelSource(
        Path path,
        JsonNode config,
        Checkpoint weights,
        @Nullable HfFolder folder,
        @Nullable GgufFile gguf) {
    /**
     * Opens a Hugging Face folder, a file of weights that tells its own architecture, or a GGUF file.
     *
     * @throws org.menura.format.FormatException if it is none of them, or damaged
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static ModelSource open(Path path) {
        if (GgufFile.isGguf(path)) {
            GgufFile file = GgufFile.open(path);
            GgufModels.Translated t = GgufModels.translate(file);
            return new ModelSource(path, t.config(), t.weights(), null, file);
        }
        HfFolder folder = HfFolder.open(SentenceFolders.transformer(path));
        Checkpoint named = MnistConfigs.parameters(SileroConfigs.parameters(folder.weights()));
        JsonNode given = config(folder, named);
        Checkpoint stored = TiedTables.parameters(given, named);
        JsonNode config = OwnHeads.told(given, stored);
        Checkpoint weights = StaticConfigs.parameters(stored);
        return new ModelSource(path, config, weights, folder, null);
    }

    private static JsonNode config(HfFolder folder, Checkpoint weights) {
        if (RwkvConfigs.applies(weights)) {
            return folder.hasConfig() ? RwkvConfigs.infer(weights, folder.config()) : RwkvConfigs.infer(weights);
        }
        if (ImageBindConfigs.applies(weights)) {
            return ImageBindConfigs.infer(weights, folder.hasConfig() ? folder.config() : null);
        }
        JsonNode given = folder.hasConfig() ? folder.config() : null;
        if (StaticConfigs.applies(weights, given)) {
            return StaticConfigs.infer(weights, given);
        }
        if (!folder.hasConfig() && MnistConfigs.applies(weights)) {
            return MnistConfigs.infer(weights);
        }
        return !folder.hasConfig() && SileroConfigs.applies(weights) ? SileroConfigs.infer() : folder.config();
    }

    /** Returns the config, to read fields from. */
    public Config fields() {
        return new Config(
                config,
                folder == null ? path.toString() : folder.file("config.json").toString());
    }

    /** Returns the order in which a model that is built from this source has the outputs of its linear layers. */
    public RowLayout rows() {
        return gguf == null ? RowLayout.SAME : GgufModels.rows(gguf);
    }

    /**
     * Returns the language model with its vision tower and projector: a whole LLaVA or Idefics 3, whose config also
     * says under {@code image_processor} how images are prepared.
     *
     * @param mmproj a file of llama.cpp; see {@link Mmproj}
     * @throws org.menura.format.FormatException if it is none, damaged, or this model has something to see with already
     */
    public ModelSource withProjector(Path mmproj) {
        if (config.has("vision_config")) {
            throw new FormatException("%s sees already; --mmproj is for language models alone".formatted(path));
        }
        GgufModels.Translated whole = Mmproj.join(
                Mmproj.read(GgufFile.open(mmproj)),
                new GgufModels.Translated(config, weights),
                ImageTokens.forPictures(this));
        return new ModelSource(path, whole.config(), whole.weights(), folder, gguf);
    }

    /** Returns a copy with a field of its config set. */
    public ModelSource withConfig(String name, JsonNode value) {
        ObjectNode fields = config.deepCopy();
        fields.set(name, value);
        return new ModelSource(path, fields, weights, folder, gguf);
    }

    /**
     * Opens an adapter of this model.
     *
     * @param adapter a folder as PEFT saves it, or a GGUF file of llama.cpp
     * @throws org.menura.format.FormatException if it is damaged, or of a kind that is not supported
     */
    public PeftAdapter adapter(Path adapter) {
        return GgufFile.isGguf(adapter)
                ? GgufAdapter.read(GgufFile.open(adapter), gguf == null ? fields() : GgufModels.checkpointConfig(gguf))
                : PeftAdapter.open(adapter);
    }

    /** Returns a copy with the whole tensors of an adapter in the place of its own. */
    public ModelSource withTensorsOf(PeftAdapters adapters) {
        return with(adapters.replaced(config, weights));
    }

    /** Returns a copy with another config and other weights. */
    public ModelSource with(AdaptedWeights other) {
        return new ModelSource(path, other.config(), other.weights(), folder, gguf);
    }

    /** Returns a copy with other weights of the same names. */
    public ModelSource withWeights(Checkpoint replacement) {
        return new ModelSource(path, config, replacement, folder, gguf);
    }
}
