package org.menura.bench.models;

import static org.menura.format.gguf.FileType.F16;
import static org.menura.format.gguf.FileType.Q4_0;
import static org.menura.format.gguf.FileType.Q4_K_M;
import static org.menura.format.gguf.FileType.Q8_0;

import java.util.List;
import org.menura.format.gguf.FileType;

/**
 * A model with random weights.
 *
 * @param name of its config beside this class, and of its files
 * @param vocabulary how its ids are read and written, since llama.cpp's command takes text alone
 * @param types what it is written as
 */
record Recipe(String name, Vocabulary vocabulary, List<FileType> types) {
    /** Where a tokenizer comes from: a file in {@code testdata/tokenizers}. */
    enum Vocabulary {
        LLAMA("ggml-vocab-llama-spm.gguf"),
        GPT2("ggml-vocab-gpt-2.gguf"),
        RWKV("rwkv_vocab_v20230424.txt"),
        NONE("");

        private final String file;

        Vocabulary(String file) {
            this.file = file;
        }

        String file() {
            return file;
        }
    }

    /** All, the small ones first. */
    static final List<Recipe> ALL = List.of(
            new Recipe("mamba-small", Vocabulary.NONE, List.of(Q8_0)),
            new Recipe("rwkv7-small", Vocabulary.NONE, List.of(Q8_0)),
            new Recipe("llama-15m", Vocabulary.LLAMA, List.of(F16, Q8_0, Q4_0)),
            new Recipe("llama-130m", Vocabulary.GPT2, List.of(Q8_0)),
            new Recipe("mamba-130m", Vocabulary.GPT2, List.of(F16, Q8_0, Q4_0)),
            new Recipe("rwkv7-190m", Vocabulary.RWKV, List.of(F16, Q8_0, Q4_0)),
            new Recipe("moe-8x", Vocabulary.LLAMA, List.of(F16, Q8_0, Q4_0, Q4_K_M)),
            new Recipe("llama-1b", Vocabulary.LLAMA, List.of(F16, Q8_0, Q4_0, Q4_K_M)));

    /** Name of the config's resource. */
    String config() {
        return name + ".json";
    }

    /** The file of a type. */
    String file(FileType type) {
        return name + "-" + type + ".gguf";
    }
}
