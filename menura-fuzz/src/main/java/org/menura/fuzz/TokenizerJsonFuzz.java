package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizers;

/** A {@code tokenizer.json}, which goes on into native code. */
public final class TokenizerJsonFuzz {
    private TokenizerJsonFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            TokenizerChecks.check(Tokenizers.fromJson(input, "input"));
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
