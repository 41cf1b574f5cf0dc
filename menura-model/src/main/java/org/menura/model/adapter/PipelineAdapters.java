package org.menura.model.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.hf.LoraPair;
import org.menura.format.hf.PipelineLora;
import org.menura.model.weights.LowRank;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Internal;

/** LoRAs of an image pipeline, each with a share, merged into the weights of its parts when these are opened. */
@Internal
public final class PipelineAdapters {
    private static final String WEIGHT = ".weight";

    /** What transformers 5 leaves out of the names of CLIP's text encoder. */
    private static final String TEXT_MODEL = "text_model_";

    private final Map<PipelineLora, Float> adapters;

    /**
     * Creates a set of adapters.
     *
     * @param adapters shares of the changes, 1 for all of it
     */
    public PipelineAdapters(Map<PipelineLora, Float> adapters) {
        this.adapters = new LinkedHashMap<>(adapters);
    }

    /**
     * Returns the weights of a part with all updates; what is changed becomes floats.
     *
     * @param part such as {@code unet}
     * @param config of the part, fields as in {@code config.json}
     * @throws FormatException if an update has no weight to be added to, or does not fit it
     */
    public Checkpoint merged(String part, JsonNode config, Checkpoint base) {
        if (adapters.keySet().stream().allMatch(a -> a.pairs(part).isEmpty())) {
            return base;
        }
        Map<String, List<LowRank>> updates = new HashMap<>();
        Map<String, String> paths = paths(base);
        OriginalNames original =
                new OriginalNames(config.path("layers_per_block").asInt(2));
        adapters.forEach((adapter, share) -> {
            TreeSet<String> left = new TreeSet<>();
            adapter.pairs(part).forEach((name, pair) -> {
                String path = paths.get(original.renamed(plain(name)));
                if (path == null) {
                    left.add(name);
                } else {
                    updates.computeIfAbsent(path, _ -> new ArrayList<>())
                            .add(update(pair).withShare(share));
                }
            });
            if (!left.isEmpty()) {
                throw new FormatException("%s updates layers that the %s does not have: %s; it is for another model"
                        .formatted(
                                adapter.source(), part, left.stream().limit(8).collect(Collectors.joining(", "))));
            }
        });
        return MergedCheckpoint.of(
                base,
                updates,
                _ -> false,
                adapters.keySet().stream().map(PipelineLora::source).collect(Collectors.joining(" and ")));
    }

    /** Paths of layers by their names without dots, which kohya's scripts leave out. */
    private static Map<String, String> paths(Checkpoint base) {
        Map<String, String> out = new HashMap<>();
        for (String name : base.names()) {
            if (name.endsWith(WEIGHT)) {
                String path = name.substring(0, name.length() - WEIGHT.length());
                out.put(plain(path), path);
            }
        }
        return out;
    }

    private static String plain(String name) {
        String flat = name.replace('.', '_');
        return flat.startsWith(TEXT_MODEL) ? flat.substring(TEXT_MODEL.length()) : flat;
    }

    private static LowRank update(LoraPair pair) {
        Tensor b = MergedCheckpoint.matrix(pair.b().tensor().get());
        TensorEntry magnitude = pair.magnitude();
        return new LowRank(
                MergedCheckpoint.matrix(pair.a().tensor().get()),
                b,
                pair.scale(),
                magnitude == null ? null : magnitude.tensor().get().toHeap().reshape(b.dim(0)));
    }
}
