package org.menura.eval.trust.perturb;

import java.util.regex.Pattern;
import org.menura.format.python.PythonRandom;

/** Replaces blanks by one to {@code most} blanks (HELM's {@code space}). */
record Spaces(int most) implements Perturbation {
    private static final Pattern BLANKS = Pattern.compile(" +");

    @Override
    public String name() {
        return "space=" + most;
    }

    @Override
    public String apply(String text, PythonRandom random) {
        return BLANKS.matcher(text).replaceAll(m -> " ".repeat(1 + (int) random.randbelow(most)));
    }
}
