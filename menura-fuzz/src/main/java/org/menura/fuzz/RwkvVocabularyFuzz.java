package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizers;

/** RWKV's vocabulary file. */
public final class RwkvVocabularyFuzz {
    private RwkvVocabularyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            TokenizerChecks.check(Tokenizers.fromRwkv(input, "input"));
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
