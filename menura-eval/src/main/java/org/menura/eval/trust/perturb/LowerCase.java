package org.menura.eval.trust.perturb;

import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRandom;

/** Writes everything small. */
record LowerCase() implements Perturbation {
    @Override
    public String name() {
        return "lowercase";
    }

    @Override
    public String apply(String text, PythonRandom random) {
        return PythonCharacters.lower(text);
    }
}
