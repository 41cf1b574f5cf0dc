package org.menura.conference.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong: for each assertion the first fault. */
final class Findings {
    private final Map<String, @Nullable String> byAssertion = new LinkedHashMap<>();

    /** Names an assertion that is going to be checked. */
    void begin(String... assertions) {
        for (String a : assertions) {
            byAssertion.putIfAbsent(a, null);
        }
    }

    void that(boolean holds, String assertion, String sentence, @Nullable Object... values) {
        if (!byAssertion.containsKey(assertion)) {
            throw new IllegalArgumentException("unknown assertion " + assertion);
        }
        if (!holds && byAssertion.get(assertion) == null) {
            byAssertion.put(assertion, sentence.formatted(values));
        }
    }

    List<String> checked() {
        return List.copyOf(byAssertion.keySet());
    }

    List<Verdict.Finding> list() {
        List<Verdict.Finding> out = new java.util.ArrayList<>();
        byAssertion.forEach((a, s) -> {
            if (s != null) {
                out.add(new Verdict.Finding(a, s));
            }
        });
        return out;
    }
}
