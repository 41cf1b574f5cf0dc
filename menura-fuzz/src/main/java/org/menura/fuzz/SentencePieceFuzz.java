package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizers;

/** SentencePiece models. */
public final class SentencePieceFuzz {
    private SentencePieceFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            TokenizerChecks.check(Tokenizers.fromSentencePiece(input, "input"));
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
