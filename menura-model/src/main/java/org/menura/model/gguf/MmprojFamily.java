package org.menura.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.GgufFile;
import org.menura.model.Config;

/** How a vision tower and a projector are laid out in {@code mmproj} files, and stand in the model that they are part of. */
interface MmprojFamily extends GgufFamily {
    /** Config field: the two layers of the MLPs have each other's names, as in files of llama.cpp's first converters. */
    String SWAPPED = "mmproj_ffn_swapped";

    @Override
    default String architecture() {
        return "clip";
    }

    /** Value of {@code projector_type}. */
    String projector();

    /** Returns {@code preprocessor_config.json}: how pictures become pixels. */
    ObjectNode preprocessor(GgufFile file, ObjectNode config);

    /** Adds the metadata that {@code preprocessor_config.json} says, means and deviations excepted. */
    default void preprocessing(JsonNode preprocessor, Map<String, Object> metadata) {}

    /** Adds tensors that the whole model has and files do not hold. */
    default void complete(ObjectNode config, SequencedMap<String, TensorEntry> tensors) {}

    /** Whether files hold a tensor of the whole model that is none of its language model's. */
    default boolean holds(Config config, String name) {
        return true;
    }

    /** Returns the layout's name of a tensor of the whole model, which releases of transformers call differently. */
    default String usual(String name) {
        return name;
    }

    /** Returns the name that a tensor of a language model has in the whole model. */
    String inWhole(String name);

    /** Names the config field for the id of the token that stands for a picture. */
    String placeholderField();

    /** Returns whether the MLPs' second layer is as wide as the tower at its input, which is where the first one is. */
    static boolean swapped(GgufFields file, int hidden) {
        return file.hasTensor("v.blk.0.ffn_down.weight") && file.size("v.blk.0.ffn_down.weight", 1) == hidden;
    }

    /** Copies three numbers of the metadata. */
    static void numbers(ArrayNode out, GgufFile file, String key) {
        if (!(file.metadata().get(key) instanceof double[] values) || values.length != 3) {
            throw new FormatException("%s: the metadata key %s must hold three numbers".formatted(file.source(), key));
        }
        for (double v : values) {
            out.add(Double.parseDouble(Float.toString((float) v)));
        }
    }
}
