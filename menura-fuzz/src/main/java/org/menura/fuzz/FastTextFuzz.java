package org.menura.fuzz;

import org.menura.data.fasttext.FastText;
import org.menura.data.fasttext.FastTextArgs.Kind;
import org.menura.format.FormatException;

/** {@link FastText} over arbitrary bytes: what is read predicts without failing. */
public final class FastTextFuzz {
    private FastTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FuzzInputs.asFile(input, bytes -> {
            try {
                FastText model = FastText.of(bytes, "input");
                model.wordVector("ka");
                model.sentenceVector("ka lolin");
                if (model.args().model() == Kind.SUPERVISED) {
                    model.predict("ka lolin zy 山 </s>", -1, 0);
                }
            } catch (FormatException expected) {
                FuzzInputs.check(expected);
            }
        });
    }
}
