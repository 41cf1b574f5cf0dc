package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;

/**
 * How an architecture is laid out in GGUF files, as llama.cpp's tools write and read it (its {@code gguf-py} package has
 * the names, its model loader the shapes). What the format has no way to say is refused when a file is written.
 */
public interface GgufFamily {
    /** Value of {@code general.architecture}. */
    String architecture();

    /** Values of {@code model_type} whose models are written with this architecture. */
    List<String> modelTypes();

    /** What names in checkpoints begin with, and checkpoints of models without a head may leave out. */
    default String basePrefix(Config config) {
        return "model.";
    }

    /** Whether factors of the rotary frequencies may lie in tensors of their own. */
    default boolean hasRopeFactors() {
        return false;
    }

    /**
     * The Hugging Face config that a file's metadata says.
     *
     * @param running whether the config is to run from the file's own tensors, which may be laid out otherwise (rotary
     *     rows, matrices) than in a checkpoint; fields that Menura alone understands then say so
     */
    ObjectNode config(GgufFields file, boolean running);

    /** Adds the metadata that a config says, {@code general.} and {@code tokenizer.} keys excepted. */
    void metadata(Config config, GgufKeys out);

    /**
     * The tensors.
     *
     * @param config what {@link #config} returned, or that of a checkpoint
     * @param running as for {@link #config}
     */
    Layout layout(Config config, boolean running);
}
