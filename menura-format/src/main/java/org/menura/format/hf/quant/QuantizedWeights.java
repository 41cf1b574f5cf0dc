package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.tensor.annotation.Internal;
import org.menura.tensor.dtype.DType;

/**
 * Quantised weights of transformers' folders, seen as the weights that they stand for: under their plain names, each
 * decoded when it is asked for, with the arithmetic and rounding of the library that wrote it.
 */
@Internal
public final class QuantizedWeights {
    private static final String METHOD = "quant_method";
    private static final String FIELD = "quantization_config";
    /** Models whose layers hold their weights as inputs × outputs, while quantised ones are outputs × inputs. */
    private static final List<String> TURNED = List.of("gpt2", "openai-gpt");

    private static final List<SettingsFile> FILES = List.of(
            new SettingsFile("hf_quant_config.json", "modelopt", ".weight_scale"),
            new SettingsFile("quantize_config.json", "gptq", ".qweight"),
            new SettingsFile("quant_config.json", "awq", ".qweight"));

    private QuantizedWeights() {}

    /** A file beside the config that says how tensors with names of some ending are quantised. */
    private record SettingsFile(String name, String method, String ending) {
        @Nullable
        JsonNode read(Checkpoint stored, Function<String, @Nullable JsonNode> files) {
            boolean quantized = stored.names().stream().anyMatch(n -> n.endsWith(ending));
            JsonNode content = quantized ? files.apply(name) : null;
            return content == null || content.has(METHOD)
                    ? content
                    : ((ObjectNode) content.deepCopy()).put(METHOD, method);
        }
    }

    /**
     * Returns the weights that a checkpoint stands for.
     *
     * @param stored its tensors as they are stored
     * @param config the model's, which says the method under {@code quantization_config}
     * @param files the content of a JSON file of the folder by its name, or null: where the config is silent, the files
     *     of AutoGPTQ, AutoAWQ and Model Optimizer may say the method. If nothing does, {@code stored} is returned
     * @throws FormatException if the method is not supported, or tensors do not fit together
     */
    public static Checkpoint decoded(Checkpoint stored, JsonNode config, Function<String, @Nullable JsonNode> files) {
        JsonNode settings = settings(config);
        if (settings == null) {
            settings = FILES.stream()
                    .flatMap(f -> Stream.ofNullable(f.read(stored, files)))
                    .findFirst()
                    .orElse(null);
        }
        if (settings == null) {
            return stored;
        }
        Stored tensors = new Stored(stored);
        Decoded out = new Decoded(tensors);
        Method method = method(settings, stored.source(), type(config));
        try {
            method.decode(tensors, out);
        } catch (ArithmeticException e) {
            throw new FormatException(stored.source() + " holds quantised tensors larger than any that are read", e);
        }
        if (TURNED.contains(config.path("model_type").asText())) {
            out.turn(name -> !name.startsWith("lm_head."));
        }
        return out.checkpoint();
    }

    /** Returns whether a file says nothing but how weights are quantised. */
    public static boolean isSettings(String file) {
        return FILES.stream().anyMatch(f -> f.name().equals(file));
    }

    /** Returns a config without the fields that say how weights are quantised. */
    public static JsonNode plain(JsonNode config) {
        if (config.findValue(FIELD) == null || !(config.deepCopy() instanceof ObjectNode plain)) {
            return config;
        }
        plain.remove(FIELD);
        for (JsonNode part : plain) {
            if (part instanceof ObjectNode fields) {
                fields.remove(FIELD);
            }
        }
        return plain;
    }

    /** What a config says about quantisation, itself or in one of its parts. */
    private static @Nullable JsonNode settings(JsonNode config) {
        if (!config.path(FIELD).isEmpty()) {
            return config.path(FIELD);
        }
        for (JsonNode part : config) {
            if (!part.path(FIELD).isEmpty()) {
                return part.path(FIELD);
            }
        }
        return null;
    }

    private static Method method(JsonNode settings, String source, DType as) {
        boolean bits = settings.path("load_in_4bit").asBoolean()
                || settings.path("load_in_8bit").asBoolean();
        String name = settings.path(METHOD).asText(bits ? "bitsandbytes" : "an unnamed method");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "fp8", "mxfp8", "fbgemm_fp8" -> ScaledFloats.of(settings, as);
            case "gptq" -> Gptq.of(settings, source, as);
            case "awq" -> Awq.of(settings, source, as);
            case "auto-round", "intel/auto-round" -> AutoRound.of(settings, source, as);
            case "bitsandbytes", "bitsandbytes_4bit", "bitsandbytes_8bit" -> new BitsAndBytes(as);
            case "compressed-tensors" -> CompressedTensors.of(settings, source, as);
            case "modelopt", "modelopt_fp4", "modelopt_mxfp8", "modelopt_mixed" -> ModelOpt.of(settings, as);
            default ->
                throw new FormatException(
                        ("%s: the weights are quantised with %s, which is not supported (%s are); take the original, a"
                                        + " GGUF file of it, or what transformers saves after model.dequantize()")
                                .formatted(
                                        source,
                                        name,
                                        "auto-round, awq, bitsandbytes, compressed-tensors, fbgemm_fp8, fp8, gptq,"
                                                + " modelopt, mxfp8"));
        };
    }

    /** The type that a model computes in when transformers loads it. */
    private static DType type(JsonNode config) {
        Map<String, DType> types = Map.of("float32", DType.F32, "float16", DType.F16, "bfloat16", DType.BF16);
        JsonNode text = config.path("text_config");
        return List.of(config, text).stream()
                .flatMap(c -> List.of(c.path("dtype"), c.path("torch_dtype")).stream())
                .flatMap(named -> Stream.ofNullable(types.get(named.asText().replace("torch.", ""))))
                .findFirst()
                .orElse(DType.BF16);
    }
}
