package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;

/**
 * The layout of an architecture in GGUF files, as llama.cpp's tools write and read it (its {@code gguf-py} package has
 * the names, its model loader the shapes). What the format has no way to say is refused when a file is written.
 */
public interface GgufFamily {
    /** Returns the value of {@code general.architecture}. */
    String architecture();

    /** Values of {@code model_type} whose models are written with this architecture. */
    List<String> modelTypes();

    /** Returns the prefix of names in checkpoints, which checkpoints of models without a head may leave out. */
    default String basePrefix(Config config) {
        return "model.";
    }

    /** Returns whether factors of the rotary frequencies may lie in tensors of their own. */
    default boolean hasRopeFactors() {
        return false;
    }

    /**
     * Returns the Hugging Face config that a file's metadata says.
     *
     * @param running whether the config is to run from the file's own tensors, which may be laid out otherwise (rotary
     *     rows, matrices) than in a checkpoint; fields that Menura alone understands then say so
     */
    ObjectNode config(GgufFields file, boolean running);

    /** Adds the metadata that a config says, {@code general.} and {@code tokenizer.} keys excepted. */
    void metadata(Config config, GgufKeys out);

    /**
     * Returns the layout of the tensors.
     *
     * @param config what {@link #config} returned, or that of a checkpoint
     * @param running as for {@link #config}
     */
    Layout layout(Config config, boolean running);
}
