package org.menura.eval.trust.perturb;

import java.util.List;
import org.menura.format.python.PythonRandom;

/** Applies several perturbations one after another (HELM's {@code mild_mix}). */
record Chain(String name, List<Perturbation> parts) implements Perturbation {
    @Override
    public String apply(String text, PythonRandom random) {
        String out = text;
        for (Perturbation part : parts) {
            out = part.apply(out, random);
        }
        return out;
    }
}
