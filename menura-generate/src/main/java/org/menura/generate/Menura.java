package org.menura.generate;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.generate.load.AdapterSet;
import org.menura.generate.load.LoadedModel;
import org.menura.model.adapter.AdapterSelection;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Backend;

/**
 * The entry point of Menura: loads a model from a Hugging Face folder or a GGUF file.
 *
 * <pre>{@code
 * try (LanguageModel model = Menura.load(Path.of("Qwen3-0.6B-Q8_0.gguf"))) {
 *     model.generate("Once upon a time", System.out::print);
 * }
 * }</pre>
 *
 * <p>Start Java with {@code --add-modules jdk.incubator.vector}; without it, everything is computed four to ten times slower.
 */
public final class Menura {
    private Menura() {}

    /**
     * Loads a model with the {@linkplain LoadOptions#defaults default options}.
     *
     * @param model a Hugging Face folder, a GGUF file, or a file of weights that tells its own architecture
     * @throws org.menura.format.FormatException if the model is damaged or not supported
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static LanguageModel load(Path model) {
        return load(model, LoadOptions.defaults());
    }

    /**
     * Loads a model with options.
     *
     * @param model a Hugging Face folder, a GGUF file, or a file of weights that tells its own architecture
     * @throws org.menura.format.FormatException if the model or an adapter is damaged or not supported
     * @throws IllegalArgumentException if an adapter is to be used that is not there
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static LanguageModel load(Path model, LoadOptions options) {
        Backend ops = options.ops();
        Map<String, Path> adapters = options.adapters();
        @Nullable AdapterSelection use = options.use();
        ModelSource source = ModelSource.open(model);
        if (options.projector() != null) {
            if (!adapters.isEmpty()) {
                throw new IllegalArgumentException("a projector and adapters do not go together");
            }
            source = source.withProjector(options.projector());
        }
        if (adapters.isEmpty()) {
            return new LanguageModel(talking(LoadedModel.open(source, Optional.empty(), ops), options), null, options);
        }
        Path first = adapters.values().iterator().next();
        if (adapters.size() == 1
                && use == null
                && (!AdapterSet.isFor(source) || source.adapter(first).changesTensors())) {
            // Requests can't choose what replaces or changes tensors, nor what others than decoders have; it is part of
            // the model.
            return new LanguageModel(
                    talking(LoadedModel.open(source, Optional.of(first), ops), options), null, options);
        }
        AdapterSet set = AdapterSet.open(source, ops);
        adapters.forEach(set::load);
        set.setAdapter(use == null ? AdapterSelection.onlyOf(adapters.keySet()) : use);
        return new LanguageModel(talking(set.bundle(set.active()), options), set, options);
    }

    private static LoadedModel talking(LoadedModel model, LoadOptions options) {
        String template = options.chatTemplate();
        return template != null && model instanceof LoadedModel.Decoder decoder
                ? decoder.withChatTemplate(template)
                : model;
    }
}
