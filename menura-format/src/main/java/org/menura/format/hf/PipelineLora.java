package org.menura.format.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.json.Json;
import org.menura.format.pickle.PickleFile;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.Shape;
import org.menura.tensor.annotation.Internal;

/**
 * A LoRA of an image pipeline: one file for the denoiser and the text encoders, as diffusers saves it ({@code
 * pytorch_lora_weights.safetensors}, of all releases) or kohya's scripts do, or the folder of PEFT of a denoiser alone.
 */
@Internal
public final class PipelineLora {
    /** The part of a pipeline that names without a part belong to. */
    public static final String DENOISER = "unet";

    private static final List<String> FILES = List.of(
            "pytorch_lora_weights.safetensors",
            "pytorch_lora_weights.bin",
            "adapter_model.safetensors",
            "adapter_model.bin");
    private static final String METADATA = "lora_adapter_metadata";

    /** What kohya's scripts and diffusers call the parts. */
    private static final List<Map.Entry<String, String>> PARTS = List.of(
            Map.entry("lora_unet_", DENOISER),
            Map.entry("lora_te_", "text_encoder"),
            Map.entry("lora_te1_", "text_encoder"),
            Map.entry("lora_te2_", "text_encoder_2"),
            Map.entry("unet.", DENOISER),
            Map.entry("text_encoder.", "text_encoder"),
            Map.entry("text_encoder_2.", "text_encoder_2"));

    private static final Pattern HALF = Pattern.compile(
            "(?<module>.+?)(\\.lora_(?<half>A|B|down|up)(\\.default)?|(\\.lora_linear_layer|\\.lora|_lora)\\.(?<old>down|up))\\.weight");
    private static final Pattern ALPHA = Pattern.compile("(?<module>.+?)(\\.lora_linear_layer|\\.lora|_lora)?\\.alpha");
    private static final Pattern MAGNITUDE =
            Pattern.compile("(?<module>.+?)\\.(dora_scale|lora_magnitude_vector)(\\.default)?(\\.weight)?");

    /** Layers of attention as diffusers had them apart from the models' own, until its release 0.22. */
    private static final Pattern PROCESSOR = Pattern.compile("(?<block>.+)\\.processor\\.(?<layer>to_[qkv]|to_out)");

    private static final Pattern OF_TEXT = Pattern.compile("(?<block>.+\\.self_attn)\\.to_(?<layer>q|k|v|out)");

    private final String source;
    private final Map<String, SequencedMap<String, LoraPair>> parts;

    private PipelineLora(String source, Map<String, SequencedMap<String, LoraPair>> parts) {
        this.source = source;
        this.parts = parts;
    }

    /**
     * Opens a LoRA.
     *
     * @param path a file of safetensors or {@code torch.save}, or a folder that holds one under diffusers' or PEFT's name
     * @throws FormatException if it is none, damaged, or of a kind that is not supported
     */
    public static PipelineLora open(Path path) {
        if (!Files.isDirectory(path)) {
            Checkpoint weights = weights(path);
            return of(weights, configs(weights));
        }
        Path file = FILES.stream()
                .map(path::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() ->
                        new FormatException("%s holds no LoRA: none of %s".formatted(path, String.join(", ", FILES))));
        Path config = path.resolve(PeftAdapter.CONFIG);
        return Files.exists(config)
                ? of(weights(file), Map.of(DENOISER, new PeftConfig(Json.parse(config), config.toString())))
                : open(file);
    }

    private static Checkpoint weights(Path file) {
        return file.toString().endsWith(".safetensors") ? SafetensorsFile.open(file) : PickleFile.open(file);
    }

    private static PipelineLora of(Checkpoint weights, Map<String, PeftConfig> configs) {
        Found found = new Found(weights.source());
        for (String name : weights.names()) {
            found.add(name, TensorEntry.of(weights, name));
        }
        Map<String, SequencedMap<String, LoraPair>> parts = new LinkedHashMap<>();
        found.downs.keySet().forEach(module -> {
            Place place = Place.of(module);
            parts.computeIfAbsent(place.part(), _ -> new LinkedHashMap<>())
                    .put(place.path(), found.pair(module, place.path(), configs.get(place.part())));
        });
        found.requireWhole();
        return new PipelineLora(weights.source(), Collections.unmodifiableMap(parts));
    }

    /** The tensors of a file by the layers that they belong to. */
    private static final class Found {
        final Map<String, TensorEntry> downs = new LinkedHashMap<>();
        private final Map<String, TensorEntry> ups = new LinkedHashMap<>();
        private final Map<String, Float> alphas = new HashMap<>();
        private final Map<String, TensorEntry> magnitudes = new HashMap<>();
        private final String source;

        Found(String source) {
            this.source = source;
        }

        void add(String name, TensorEntry entry) {
            Matcher half = HALF.matcher(name);
            Matcher alpha = ALPHA.matcher(name);
            Matcher magnitude = MAGNITUDE.matcher(name);
            if (half.matches()) {
                String which = half.group("half") == null ? half.group("old") : half.group("half");
                boolean isDown = which.equals("A") || which.equals("down");
                (isDown ? downs : ups).put(half.group("module"), entry);
            } else if (alpha.matches() && entry.shape().elements() == 1) {
                alphas.put(alpha.group("module"), entry.tensor().get().toFloats()[0]);
            } else if (magnitude.matches()) {
                magnitudes.put(magnitude.group("module"), entry);
            } else {
                throw new FormatException(
                        "%s holds %s, which is no part of a LoRA; LoHa, LoKr and whole differences are not supported"
                                .formatted(source, name));
            }
        }

        void requireWhole() {
            if (downs.isEmpty() && ups.isEmpty()) {
                throw new FormatException(
                        source + " holds no LoRA: no tensors whose names end in lora_down, lora_A or their like");
            }
            ups.keySet().removeAll(downs.keySet());
            if (!ups.isEmpty()) {
                throw half(ups.keySet().iterator().next());
            }
        }

        private FormatException half(String module) {
            return new FormatException(
                    "%s: only one half of the update of %s is there; is the file complete?".formatted(source, module));
        }

        LoraPair pair(String module, String path, @Nullable PeftConfig config) {
            TensorEntry down = downs.get(module);
            TensorEntry up = ups.get(module);
            if (down == null || up == null) {
                throw half(module);
            }
            long rank = rank(module, down.shape(), up.shape());
            Float alpha = alphas.get(module);
            TensorEntry magnitude = magnitudes.get(module);
            if (magnitude != null && magnitude.shape().elements() != up.shape().size(0)) {
                throw new FormatException("%s: the magnitudes of %s have shape %s, and its update has %d outputs"
                        .formatted(source, module, magnitude.shape(), up.shape().size(0)));
            }
            float scale = alpha != null ? alpha / rank : config != null ? config.scale(path) : 1;
            return new LoraPair(down, up, scale, false, false, magnitude);
        }

        private long rank(String module, Shape down, Shape up) {
            boolean fits = down.rank() >= 2
                    && up.rank() >= 2
                    && down.size(0) > 0
                    && down.size(0) == up.size(1)
                    && up.elements() == up.size(0) * up.size(1);
            if (!fits) {
                throw new FormatException(
                        "%s: the halves of the update of %s have shapes %s and %s, which have no rank in common"
                                .formatted(source, module, down, up));
            }
            return down.size(0);
        }
    }

    /** The settings of each part, which diffusers keeps beside the tensors since its release 0.34. */
    private static Map<String, PeftConfig> configs(Checkpoint weights) {
        String text = weights instanceof SafetensorsFile file ? file.metadata().get(METADATA) : null;
        if (text == null) {
            return Map.of();
        }
        Map<String, ObjectNode> fields = new HashMap<>();
        for (Map.Entry<String, JsonNode> e : Json.parse(text, weights.source()).properties()) {
            int at = e.getKey().indexOf('.');
            String part = e.getKey().substring(0, Math.max(0, at));
            fields.computeIfAbsent(
                            part, _ -> JsonNodeFactory.instance.objectNode().put("peft_type", "LORA"))
                    .set(e.getKey().substring(at + 1), e.getValue());
        }
        Map<String, PeftConfig> out = new HashMap<>();
        fields.forEach((part, node) -> out.put(part, new PeftConfig(node, weights.source())));
        return out;
    }

    /** Returns the names of the parts that are updated, such as {@code unet} and {@code text_encoder}. */
    public Set<String> parts() {
        return parts.keySet();
    }

    /**
     * Returns the updates of a part by the paths of layers: those of diffusers, or with {@code _} for every dot, or, of
     * denoisers, those of the scripts that Stable Diffusion was published with. Halves may be kernels: [rank, in, height,
     * width] and [out, rank, 1, 1].
     */
    public SequencedMap<String, LoraPair> pairs(String part) {
        return parts.getOrDefault(part, new LinkedHashMap<>());
    }

    /** Returns the name of the file, for messages. */
    public String source() {
        return source;
    }

    /** Where an update belongs. */
    private record Place(String part, String path) {
        static Place of(String module) {
            for (Map.Entry<String, String> part : PARTS) {
                if (module.startsWith(part.getKey())) {
                    return new Place(
                            part.getValue(), now(module.substring(part.getKey().length())));
                }
            }
            boolean isPeft = module.startsWith(PeftAdapter.PREFIX);
            return new Place(DENOISER, now(isPeft ? module.substring(PeftAdapter.PREFIX.length()) : module));
        }

        private static String now(String path) {
            Matcher processor = PROCESSOR.matcher(path);
            if (processor.matches()) {
                String layer = processor.group("layer");
                return processor.group("block") + "." + (layer.equals("to_out") ? "to_out.0" : layer);
            }
            Matcher text = OF_TEXT.matcher(path);
            return text.matches() ? text.group("block") + "." + text.group("layer") + "_proj" : path;
        }
    }
}
