package org.menura.format.gguf;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

/**
 * Which type each tensor of a file gets, as llama.cpp's quantiser decides without an importance matrix: norms, small
 * and one-dimensional tensors stay as they are, and some that matter more get more bits.
 */
public final class TensorTypes {
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,6})\\..*");

    /** Parts of names of matrices that are small or need their precision. */
    private static final List<String> KEPT = List.of(
            "_norm.weight",
            "ffn_gate_inp.weight",
            "altup",
            "laurel",
            "per_layer_model_proj",
            "ssm_conv1d",
            "shortconv.conv.weight",
            "attn_rel_b.weight",
            ".position_embd",
            "time_mix_first.weight",
            "time_mix_w0.weight",
            "time_mix_w1.weight",
            "time_mix_w2.weight",
            "time_mix_v0.weight",
            "time_mix_v1.weight",
            "time_mix_v2.weight",
            "time_mix_a0.weight",
            "time_mix_a1.weight",
            "time_mix_a2.weight",
            "time_mix_g1.weight",
            "time_mix_g2.weight",
            "time_mix_decay_w1.weight",
            "time_mix_decay_w2.weight",
            "time_mix_lerp_fused.weight");

    private static final List<String> VALUES = List.of("attn_qkv.weight", "attn_kv_b.weight", "attn_v.weight");

    private final FileType to;
    private final Model model;
    private final boolean tied;

    /** Place of each value projection among all of them, which the rules count instead of layers. */
    private final Map<String, Integer> valueIndex;

    /** Place of each feed-forward output projection, likewise. */
    private final Map<String, Integer> downIndex;

    /**
     * What the rules ask of a model.
     *
     * @param architecture {@code general.architecture}
     * @param layers number of blocks
     * @param experts number of experts, 0 for none
     * @param headsPerKv query heads for each key/value head, 0 where there are none
     */
    private record Model(String architecture, int layers, int experts, int headsPerKv) {
        static Model of(Map<String, ?> metadata) {
            String architecture = metadata.get("general.architecture") instanceof String s ? s : "";
            int heads = integer(metadata.get(architecture + ".attention.head_count"), 0);
            int kv = integer(metadata.get(architecture + ".attention.head_count_kv"), heads);
            return new Model(
                    architecture,
                    integer(metadata.get(architecture + ".block_count"), 0),
                    integer(metadata.get(architecture + ".expert_count"), 0),
                    kv <= 0 ? 0 : heads / kv);
        }

        /** An integer, or the first of an array with one for each layer; what no model can have counts as none. */
        private static int integer(@Nullable Object value, int fallback) {
            return switch (value) {
                case Integer i -> i;
                case Long l when l == l.intValue() -> l.intValue();
                case long[] l when l.length > 0 && l[0] == (int) l[0] -> (int) l[0];
                case int[] i when i.length > 0 -> i[0];
                case null, default -> fallback;
            };
        }

        boolean isFalcon() {
            return architecture.equals("falcon");
        }

        /** Models of some 70 billion parameters have small value projections: more bits there cost little. */
        boolean is70B() {
            return switch (architecture) {
                case "llama" -> layers == 80 && headsPerKv != 1;
                case "qwen2", "olmo", "deci" -> layers == 80;
                default -> false;
            };
        }
    }

    private TensorTypes(FileType to, Model model, Collection<String> names) {
        this.to = to;
        this.model = model;
        this.tied = names.stream().noneMatch(n -> n.equals("output.weight"));
        this.valueIndex = places(names, TensorTypes::isValue);
        this.downIndex = places(names, n -> isDown(n) && isQuantizable(n));
    }

    /**
     * Creates the rules for one file.
     *
     * @param metadata its metadata in plain values, of which the architecture's sizes are used
     * @param names all its tensors
     */
    public static TensorTypes of(FileType to, Map<String, ?> metadata, Collection<String> names) {
        return new TensorTypes(to, Model.of(metadata), names);
    }

    private static Map<String, Integer> places(Collection<String> names, Predicate<String> which) {
        Map<String, Integer> out = new HashMap<>();
        names.stream()
                .filter(which)
                .sorted(Comparator.comparingInt((String n) -> layer(n, -1)).thenComparing(Comparator.naturalOrder()))
                .forEach(n -> out.put(n, out.size()));
        return out;
    }

    /** Returns the type of a tensor, {@code current} where it is left as it is. */
    public DType choose(String name, Shape shape, DType current) {
        if (shape.rank() < 2 || shape.rows() <= 1 || !isQuantizable(name)) {
            return current;
        }
        if (!to.dtype().isQuantized()) {
            return to.dtype();
        }
        return fitting(mixed(name, shape.cols()), shape.cols());
    }

    private static boolean isQuantizable(String name) {
        return name.endsWith("weight")
                && !name.equals("position_embd.weight")
                && !name.equals("token_types.weight")
                && KEPT.stream().noneMatch(name::contains);
    }

    private DType mixed(String name, int cols) {
        DType usual = to.dtype();
        if (name.equals("output.weight") || tied && isEmbedding(name)) {
            if (model.isFalcon() || cols % usual.blockSize() != 0) {
                return DType.Q8_0;
            }
            return usual == DType.Q8_0 ? usual : DType.Q6_K;
        }
        if (isEmbedding(name)) {
            return usual;
        }
        if (isValue(name)) {
            return value(valueIndex.getOrDefault(name, 0));
        }
        if (name.contains("attn_k.weight")) {
            return model.experts == 8 ? DType.Q8_0 : usual;
        }
        if (name.contains("attn_output.weight")) {
            boolean more = model.experts == 8 && !model.isFalcon() && (usual == DType.Q4_K || usual == DType.IQ4_NL);
            return more ? DType.Q5_K : usual;
        }
        if (isDown(name)) {
            return down(model.experts > 1 ? layer(name, 0) : downIndex.getOrDefault(name, 0));
        }
        return usual;
    }

    private DType value(int index) {
        if (model.experts == 8) {
            return DType.Q8_0;
        }
        DType type = switch (to) {
            case Q4_K_M, Q5_K_M -> moreBits(index, valueIndex.size()) ? DType.Q6_K : to.dtype();
            case Q4_K_S -> index < 4 ? DType.Q5_K : DType.Q4_K;
            case IQ4_NL -> model.headsPerKv >= 4 ? DType.Q5_K : DType.IQ4_NL;
            default -> to.dtype();
        };
        return type == DType.Q4_K && model.is70B() ? DType.Q5_K : type;
    }

    private DType down(int layer) {
        int layers = model.layers;
        return switch (to) {
            case Q4_K_M -> {
                if (model.isFalcon()) {
                    yield layer < layers / 16 ? DType.Q6_K : moreBits(layer, layers) ? DType.Q5_K : DType.Q4_K;
                }
                yield moreBits(layer, layers) ? DType.Q6_K : DType.Q4_K;
            }
            case Q5_K_M -> moreBits(layer, layers) ? DType.Q6_K : DType.Q5_K;
            case Q4_K_S -> !model.isFalcon() && layer < layers / 8 ? DType.Q5_K : DType.Q4_K;
            case IQ4_NL -> layer < layers / 8 ? DType.Q5_K : DType.IQ4_NL;
            default -> to.dtype();
        };
    }

    /** The first and the last eighth of the layers, and every third one between. */
    private static boolean moreBits(int layer, int count) {
        return layer < count / 8 || layer >= 7 * count / 8 || (layer - count / 8) % 3 == 2;
    }

    /** A type whose blocks fill rows of {@code cols}. */
    private static DType fitting(DType type, int cols) {
        DType t = type;
        if (cols % t.blockSize() != 0) {
            t = switch (t) {
                case Q4_K -> DType.Q5_0;
                case Q5_K -> DType.Q5_1;
                case Q6_K -> DType.Q8_0;
                default -> t;
            };
        }
        return cols % t.blockSize() == 0 ? t : DType.F16;
    }

    private static boolean isEmbedding(String name) {
        return name.equals("token_embd.weight") || name.equals("per_layer_token_embd.weight");
    }

    private static boolean isValue(String name) {
        return VALUES.stream().anyMatch(name::contains);
    }

    private static boolean isDown(String name) {
        return name.contains("ffn_down");
    }

    private static int layer(String name, int fallback) {
        Matcher m = LAYER.matcher(name);
        return m.matches() ? Integer.parseInt(m.group(1)) : fallback;
    }
}
