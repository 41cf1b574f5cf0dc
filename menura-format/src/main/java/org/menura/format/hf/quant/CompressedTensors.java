package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.tensor.dtype.DType;

/**
 * compressed-tensors, what llm-compressor writes: each group of layers has settings of its own.
 *
 * @param groups the settings
 * @param as type of the decoded weights
 */
record CompressedTensors(List<CompressedGroup> groups, DType as) implements Method {
    private static final String PACKED = ".weight_packed";
    private static final String SCALE = ".weight_scale";
    private static final String ZERO = ".weight_zero_point";
    private static final String GLOBAL = ".weight_global_scale";
    private static final Set<String> FORMATS = Set.of(
            "dense",
            "int-quantized",
            "float-quantized",
            "naive-quantized",
            "pack-quantized",
            "mixed-precision",
            "nvfp4-pack-quantized",
            "mxfp4-pack-quantized",
            "mxfp6-pack-quantized",
            "mxfp8-quantized");

    /** Scales and codes of 0 of activations and of cached keys and values. */
    private static final List<String> UNUSED = List.of(
            ".input_scale",
            ".input_zero_point",
            ".input_global_scale",
            ".output_scale",
            ".output_zero_point",
            ".q_scale",
            ".k_scale",
            ".v_scale",
            ".q_zero_point",
            ".k_zero_point",
            ".v_zero_point",
            ".k_global_scale",
            ".v_global_scale");

    static CompressedTensors of(JsonNode settings, String source, DType as) {
        if (!settings.path("transform_config").path("config_groups").isEmpty()) {
            throw new FormatException(
                    "%s: transform_config, rotations of what layers compute with, is not supported; take another model"
                            .formatted(source));
        }
        String format = settings.path("format").asText("dense");
        String sparsity = settings.path("sparsity_config").path("format").asText("dense");
        List<CompressedGroup> groups = new ArrayList<>();
        for (JsonNode group : settings.path("config_groups")) {
            groups.add(CompressedGroup.of(group, format, source));
        }
        Stream.concat(groups.stream().map(CompressedGroup::format), Stream.of(sparsity))
                .filter(f -> !FORMATS.contains(f))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new FormatException(
                            "%s: the format \"%s\" of compressed-tensors is not supported; save the model as %s"
                                    .formatted(source, unknown, "pack-quantized, int-quantized or float-quantized"));
                });
        return new CompressedTensors(groups, as);
    }

    @Override
    public void decode(Stored stored, Decoded out) {
        for (String name : stored.names()) {
            if (name.endsWith(SCALE)) {
                String module = name.substring(0, name.length() - SCALE.length());
                out.add(
                        module + ".weight",
                        entry(stored, module),
                        name,
                        module + PACKED,
                        module + ZERO,
                        module + GLOBAL,
                        module + ".weight_shape",
                        module + ".weight_g_idx");
            } else if (UNUSED.stream().anyMatch(name::endsWith)) {
                out.hide(name);
            }
        }
    }

    /** The weight under the settings that name its layer most closely and fit what is stored. */
    private TensorEntry entry(Stored stored, String module) {
        List<CompressedGroup> candidates = groups.stream()
                .filter(g -> g.closeness(module) > 0)
                .sorted(Comparator.comparingInt((CompressedGroup g) -> -g.closeness(module)))
                .toList();
        FormatException first = null;
        for (CompressedGroup group : candidates.isEmpty() ? groups : candidates) {
            try {
                return entry(stored, module, group);
            } catch (FormatException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? stored.wrong("%s is quantised, but config_groups is empty", module) : first;
    }

    private TensorEntry entry(Stored stored, String module, CompressedGroup group) {
        String packed = module + PACKED;
        String scale = module + SCALE;
        if (stored.has(packed)) {
            return switch (stored.dtype(packed)) {
                case I32 -> new PackedGroups(module, group.bits(), group.width()).entry(stored, as);
                case U8 ->
                    Scaled.packed(
                            stored,
                            packed,
                            scale,
                            group.bits() == 6 ? 6 : 4,
                            group.width(),
                            global(stored, module + GLOBAL),
                            Precision.BF16,
                            as);
                default -> throw stored.wrong("%s is %s, neither I32 nor U8", packed, stored.dtype(packed));
            };
        }
        String weight = module + ".weight";
        stored.require(weight, module);
        if (!Set.of(DType.I8, DType.F8_E4M3, DType.F8_E5M2).contains(stored.dtype(weight))) {
            throw stored.wrong(
                    "%s has scales but is %s: it was saved before it was quantised; save it compressed",
                    weight, stored.dtype(weight));
        }
        Precision work = stored.dtype(scale) == DType.U8 ? Precision.BF16 : Precision.of(stored.dtype(scale));
        boolean zeros = stored.has(module + ZERO) && stored.dtype(weight) == DType.I8;
        String zero = zeros ? module + ZERO : null;
        return Scaled.bytes(stored, weight, scale, group.height(), group.width(), zero, work, as);
    }

    private static Scaled.@Nullable Rescale global(Stored stored, String name) {
        if (!stored.has(name)) {
            return null;
        }
        stored.expectOne(name);
        return scales -> {
            float global = stored.values(name)[0];
            for (int i = 0; i < scales.length; i++) {
                scales[i] /= global;
            }
        };
    }
}
