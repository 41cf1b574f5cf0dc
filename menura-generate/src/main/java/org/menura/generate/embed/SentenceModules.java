package org.menura.generate.embed;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.generate.load.LoadedModel;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * What sentence-transformers does around a model, as {@code modules.json} and the files that it names say; of a GGUF file,
 * what llama.cpp does.
 *
 * @param pooling how tokens become a vector; of several, the vectors stand behind each other
 * @param after what happens to the vector then, in order
 * @param window most tokens of a text
 * @param prompt stands before each text
 */
record SentenceModules(List<Pooling> pooling, List<Step> after, int window, String prompt) {
    /** The keys of {@code 1_Pooling/config.json}, in the order in which vectors are joined. */
    private static final Map<String, Pooling> POOLINGS = new LinkedHashMap<>();

    static {
        POOLINGS.put("cls", Pooling.CLS);
        POOLINGS.put("max", Pooling.MAX);
        POOLINGS.put("mean", Pooling.MEAN);
        POOLINGS.put("mean_sqrt_len", Pooling.MEAN_SQRT);
        POOLINGS.put("weightedmean", Pooling.WEIGHTED_MEAN);
        POOLINGS.put("lasttoken", Pooling.LAST);
    }

    /** The numbers of {@code llama_pooling_type}. */
    private static final List<Pooling> GGUF_POOLINGS = List.of(Pooling.MEAN, Pooling.CLS, Pooling.LAST);

    /** Something that happens to a pooled vector. */
    sealed interface Step {
        /** The vector afterwards. */
        float[] apply(float[] vector, Backend ops);
    }

    /** Scales to length 1. */
    record Normalize() implements Step {
        @Override
        public float[] apply(float[] vector, Backend ops) {
            return Embedder.unit(vector);
        }
    }

    /**
     * A linear layer.
     *
     * @param weight [out, in]
     * @param activation null for none
     */
    record Dense(
            Tensor weight, @Nullable Tensor bias, @Nullable Activation activation) implements Step {
        @Override
        public float[] apply(float[] vector, Backend ops) {
            Tensor out = ops.linear(Tensor.of(vector, 1, vector.length), weight, bias); // [1, out]
            return (activation == null ? out : ops.activate(activation, out)).toFloats();
        }
    }

    /** What a model's files say. */
    static SentenceModules of(LoadedModel model) {
        HfFolder folder = model.source().folder();
        GgufFile gguf = model.source().gguf();
        if (folder != null && Files.isDirectory(folder.path())) {
            return of(model, folder);
        }
        String key = gguf == null ? "" : gguf.text("general.architecture") + ".pooling_type";
        if (gguf != null && gguf.hasKey(key)) {
            long type = gguf.integer(key);
            if (type >= 1 && type <= GGUF_POOLINGS.size()) {
                return new SentenceModules(
                        List.of(GGUF_POOLINGS.get((int) type - 1)), List.of(new Normalize()), Integer.MAX_VALUE, "");
            }
        }
        return new SentenceModules(List.of(usual(model)), List.of(), Integer.MAX_VALUE, "");
    }

    private static Pooling usual(LoadedModel model) {
        return model instanceof LoadedModel.Decoder ? Pooling.LAST : Pooling.MEAN;
    }

    private static SentenceModules of(LoadedModel model, HfFolder folder) {
        List<Pooling> pooling = List.of(usual(model));
        List<Step> after = new ArrayList<>();
        Path transformer = folder.path();
        JsonNode modules = json(folder.file("modules.json"));
        if (modules == null && Files.exists(folder.file("1_Pooling").resolve("config.json"))) {
            pooling = pooling(folder.file("1_Pooling"));
        }
        for (JsonNode module : modules == null ? List.<JsonNode>of() : modules) {
            Path at = folder.path().resolve(module.path("path").asText());
            String type = module.path("type").asText();
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Transformer" -> transformer = at;
                case "Pooling" -> pooling = pooling(at);
                case "Normalize" -> after.add(new Normalize());
                case "Dense" -> after.add(dense(at));
                case "Dropout" -> {} // is for training
                default ->
                    throw new FormatException("%s names the module %s, which is not supported"
                            .formatted(folder.file("modules.json"), type));
            }
        }
        return new SentenceModules(pooling, after, window(folder, transformer), prompt(folder));
    }

    private static @Nullable JsonNode json(Path file) {
        return Files.exists(file) ? Json.parse(file) : null;
    }

    private static List<Pooling> pooling(Path module) {
        Path file = module.resolve("config.json");
        JsonNode config = Json.parse(file);
        List<Pooling> out = new ArrayList<>();
        POOLINGS.forEach((name, kind) -> {
            boolean named = config.path("pooling_mode").asText().equals(name);
            if (named
                    || config.path("pooling_mode_%s_token".formatted(name)).asBoolean()
                    || config.path("pooling_mode_%s_tokens".formatted(name)).asBoolean()
                    || config.path("pooling_mode_" + name).asBoolean()) {
                out.add(kind);
            }
        });
        if (out.isEmpty()) {
            throw new FormatException(file + " names no way of pooling that is known");
        }
        return out;
    }

    private static Dense dense(Path module) {
        JsonNode config = Json.parse(module.resolve("config.json"));
        String named = config.path("activation_function").asText("torch.nn.modules.activation.Tanh");
        Activation activation = switch (named.substring(named.lastIndexOf('.') + 1)) {
            case "Identity" -> null;
            case "Tanh" -> Activation.TANH;
            case "ReLU" -> Activation.RELU;
            case "GELU" -> Activation.GELU;
            case "SiLU" -> Activation.SILU;
            case "Sigmoid" -> Activation.SIGMOID;
            default ->
                throw new FormatException("%s: the activation function %s is not supported"
                        .formatted(module.resolve("config.json"), named));
        };
        Checkpoint weights = HfFolder.open(module).weights();
        return new Dense(
                weights.tensor("linear.weight"),
                weights.has("linear.bias") ? weights.tensor("linear.bias").toHeap() : null,
                activation);
    }

    /** {@code max_seq_length}, else the smaller of the tokenizer's and the positions' number. */
    private static int window(HfFolder folder, Path transformer) {
        JsonNode settings = json(transformer.resolve("sentence_bert_config.json"));
        int length = settings == null ? 0 : settings.path("max_seq_length").asInt();
        if (length > 0) {
            return length;
        }
        JsonNode tokenizer = folder.tokenizerConfig();
        double most = tokenizer == null ? 0 : tokenizer.path("model_max_length").asDouble();
        boolean isBound = folder.hasConfig() && folder.config().has("max_position_embeddings");
        return isBound && most >= 1 && most < Integer.MAX_VALUE ? (int) most : Integer.MAX_VALUE;
    }

    private static String prompt(HfFolder folder) {
        JsonNode config = json(folder.file("config_sentence_transformers.json"));
        if (config == null || !config.path("default_prompt_name").isTextual()) {
            return "";
        }
        return config.path("prompts")
                .path(config.path("default_prompt_name").asText())
                .asText();
    }
}
