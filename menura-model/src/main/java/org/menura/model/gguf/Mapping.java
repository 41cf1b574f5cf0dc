package org.menura.model.gguf;

import java.util.List;

/**
 * One tensor of a GGUF file and what it is in a Hugging Face checkpoint.
 *
 * @param gguf name in the file
 * @param huggingFace names in the checkpoint, one per part
 * @param conversion how one becomes the other
 * @param use when it counts
 */
public record Mapping(String gguf, List<String> huggingFace, Conversion conversion, Use use) {
    /** The use of a mapping in reading and writing files. */
    public enum Use {
        /** Every model has the tensor. */
        REQUIRED,
        /** Some models have the tensor: biases. */
        OPTIONAL,
        /** Some files have the tensor, a bias; in those that leave it out it is zeros. */
        FILLED,
        /** Another way in which some files hold what other mappings describe; never written. */
        READ,
        /** Something that llama.cpp asks for and other mappings tell already; never read. */
        WRITTEN
    }

    /** Returns whether files are read with it. */
    boolean isRead() {
        return use != Use.WRITTEN;
    }

    /** Returns whether files are written with it. */
    boolean isWritten() {
        return use != Use.READ;
    }
}
