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

    /** Returns the name that a tensor of a language model has in the whole model. */
    String inWhole(String name);

    /** Names the config field for the id of the token that stands for a picture. */
    String placeholderField();

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
