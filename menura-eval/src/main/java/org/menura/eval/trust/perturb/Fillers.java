package org.menura.eval.trust.perturb;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.python.PythonRandom;

/** Puts words between words that say nothing (HELM's {@code filler_words}, without opinions). */
record Fillers(double probability) implements Perturbation {
    private static final List<String> WORDS = List.of(
            "maybe",
            "perhaps",
            "probably",
            "possibly",
            "most likely",
            "uhm",
            "umm",
            "ahh",
            "err",
            "actually",
            "obviously",
            "naturally",
            "like",
            "you know");

    @Override
    public String name() {
        return "filler=" + probability;
    }

    @Override
    public String apply(String text, PythonRandom random) {
        List<String> out = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            if (random.random() <= probability) {
                out.add(WORDS.get((int) random.randbelow(WORDS.size())));
            }
            out.add(word);
        }
        return String.join(" ", out);
    }
}
