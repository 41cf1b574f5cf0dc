package org.menura.eval.trust.perturb;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.menura.format.python.PythonRandom;

/**
 * Replaces words of a list, each with a probability, by one of its others.
 *
 * @param kind the name without the probability
 * @param list by lower-case word, or words with blanks between
 */
record Words(String kind, double probability, Map<String, List<String>> list, Pattern pattern, boolean fairness)
        implements Perturbation {

    static Words of(String kind, double probability, Map<String, List<String>> list, boolean fairness) {
        String alternatives = list.keySet().stream()
                .sorted((a, b) -> Integer.compare(b.length(), a.length()))
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        Pattern pattern = Pattern.compile(
                "(?<![\\w'-])(?:" + alternatives + ")(?![\\w'-])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
        return new Words(kind, probability, list, pattern, fairness);
    }

    @Override
    public String name() {
        return kind + "=" + probability;
    }

    @Override
    public boolean changesAnswers() {
        return fairness;
    }

    @Override
    public String apply(String text, PythonRandom random) {
        Matcher matcher = pattern.matcher(text);
        return matcher.replaceAll(m -> {
            String word = m.group();
            List<String> others = list.getOrDefault(word.toLowerCase(Locale.ROOT), List.of());
            if (others.isEmpty() || random.random() >= probability) {
                return Matcher.quoteReplacement(word);
            }
            String other = others.get((int) random.randbelow(others.size()));
            return Matcher.quoteReplacement(WordLists.matchCase(word, other));
        });
    }
}
