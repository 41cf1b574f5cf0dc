package org.menura.format.gguf;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.tensor.DType;
import org.menura.tensor.Shape;

/**
 * Which type each tensor of a file gets, as llama.cpp's quantiser decides without an importance matrix: norms, small
 * and one-dimensional tensors stay as they are, and some that matter more get more bits.
 */
public final class TensorTypes {
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,6})\\..*");
    private static final List<String> SMALL = List.of(
            "_norm.weight",
            "ffn_gate_inp.weight",
            "ssm_conv1d",
            "attn_rel_b.weight",
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

    private final FileType to;
    private final String architecture;
    private final int layers;
    private final int experts;
    private final boolean tied;
    private final List<Integer> valueLayers;

    /**
     * The rules for one file.
     *
     * @param architecture {@code general.architecture}
     * @param layers number of blocks
     * @param experts number of experts, 0 for none
     * @param names all tensors of the file
     */
    public TensorTypes(FileType to, String architecture, int layers, int experts, Collection<String> names) {
        this.to = to;
        this.architecture = architecture;
        this.layers = layers;
        this.experts = experts;
        this.tied = names.stream().noneMatch(n -> n.equals("output.weight"));
        this.valueLayers = names.stream()
                .filter(TensorTypes::isValue)
                .map(TensorTypes::layer)
                .sorted()
                .toList();
    }

    /** The type of a tensor, {@code current} where it is left as it is. */
    public DType choose(String name, Shape shape, DType current) {
        if (!quantizable(name, shape)) {
            return current;
        }
        if (!to.dtype().isQuantized()) {
            return to.dtype();
        }
        return fitting(mixed(name, shape.cols()), shape.cols());
    }

    private static boolean quantizable(String name, Shape shape) {
        boolean matrix = shape.rank() >= 2 && shape.rows() > 1;
        return matrix
                && name.endsWith("weight")
                && !name.equals("position_embd.weight")
                && !name.equals("token_types.weight")
                && SMALL.stream().noneMatch(name::contains);
    }

    private DType mixed(String name, int cols) {
        boolean falcon = architecture.equals("falcon");
        DType usual = to.dtype();
        if (name.equals("output.weight") || tied && name.equals("token_embd.weight")) {
            if (falcon || cols % usual.blockSize() != 0) {
                return DType.Q8_0;
            }
            return usual == DType.Q8_0 ? usual : DType.Q6_K;
        }
        if (isValue(name)) {
            return value(name);
        }
        if (name.contains("attn_k.weight")) {
            return experts == 8 ? DType.Q8_0 : usual;
        }
        if (name.contains("attn_output.weight")) {
            boolean more = experts == 8 && !falcon && usual == DType.Q4_K;
            return more ? DType.Q5_K : usual;
        }
        return name.contains("ffn_down") ? down(layer(name), falcon) : usual;
    }

    private DType value(String name) {
        int index = valueLayers.indexOf(layer(name));
        DType type = switch (to) {
            case Q4_K_M, Q5_K_M -> moreBits(index, valueLayers.size()) ? DType.Q6_K : to.dtype();
            case Q4_K_S -> index < 4 ? DType.Q5_K : DType.Q4_K;
            default -> to.dtype();
        };
        return experts == 8 ? DType.Q8_0 : type;
    }

    private DType down(int layer, boolean falcon) {
        return switch (to) {
            case Q4_K_M -> {
                if (falcon) {
                    yield layer < layers / 16 ? DType.Q6_K : moreBits(layer, layers) ? DType.Q5_K : DType.Q4_K;
                }
                yield moreBits(layer, layers) ? DType.Q6_K : DType.Q4_K;
            }
            case Q5_K_M -> moreBits(layer, layers) ? DType.Q6_K : DType.Q5_K;
            case Q4_K_S -> !falcon && layer < layers / 8 ? DType.Q5_K : DType.Q4_K;
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

    private static boolean isValue(String name) {
        return name.contains("attn_v.weight") || name.contains("attn_qkv.weight");
    }

    private static int layer(String name) {
        Matcher m = LAYER.matcher(name);
        return m.matches() ? Integer.parseInt(m.group(1)) : 0;
    }
}
