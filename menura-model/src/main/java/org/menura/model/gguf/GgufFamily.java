package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.menura.format.gguf.GgufFile;
import org.menura.model.Config;

/**
 * How an architecture is laid out in GGUF files, as llama.cpp's tools write and read it. A file may lack tensors that
 * the table has (biases, a tied head), but has none beyond it.
 */
public interface GgufFamily {
    /** Value of {@code general.architecture}. */
    String architecture();

    /** Values of {@code model_type} whose models are written with this architecture. */
    List<String> modelTypes();

    /**
     * The Hugging Face config that a file's metadata says.
     *
     * @param running whether the config is to run from the file's own tensors, which may be laid out otherwise (rotary
     *     rows, matrices) than in a checkpoint; fields that Menura alone understands then say so
     */
    ObjectNode config(GgufFile file, boolean running);

    /** Adds the metadata that a config says to {@code out}, {@code general.} and {@code tokenizer.} keys excepted. */
    void metadata(Config config, Map<String, Object> out);

    /**
     * The tensors.
     *
     * @param config what {@link #config} returned, or that of a checkpoint
     * @param running as for {@link #config}
     */
    List<Mapping> mappings(Config config, boolean running);
}
