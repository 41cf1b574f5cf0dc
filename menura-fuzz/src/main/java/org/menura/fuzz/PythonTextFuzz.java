package org.menura.fuzz;

import java.nio.charset.StandardCharsets;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonRegex;

/** What task files and answers hold of Python: regular expressions with replacements, and literals. */
public final class PythonTextFuzz {
    private static final int MAX_PATTERN = 60;

    private PythonTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        try {
            if ((input[0] & 1) == 0) {
                Object value = Python.literalEval(text);
                if (!Python.repr(Python.literalEval(Python.repr(value))).equals(Python.repr(value))) {
                    throw new AssertionError("a literal is read as something else when it was written again");
                }
            } else if (text.length() <= MAX_PATTERN) {
                PythonRegex regex =
                        PythonRegex.compile(text, input[0] & (PythonRegex.IGNORECASE | PythonRegex.MULTILINE));
                String subject = text.substring(0, Math.min(text.length(), 12));
                regex.sub("<\\g<0>>", subject);
                regex.split(subject);
            }
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
