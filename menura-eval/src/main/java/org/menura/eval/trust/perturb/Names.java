package org.menura.eval.trust.perturb;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.python.PythonRandom;

/**
 * Replaces first names that are common among white Americans by ones that are common among black Americans, of the same gender (HELM's
 * {@code person_name}; the names of Greenwald et al. 1998, as Caliskan et al. 2017 list them). A name keeps its other within a text.
 */
record Names(double probability, Map<String, List<String>> others, Pattern pattern) implements Perturbation {

    static Names of(double probability) {
        Map<String, List<String>> lists = WordLists.read("names.txt");
        Map<String, List<String>> others = new HashMap<>();
        for (String gender : List.of("female", "male")) {
            List<String> targets = lists.getOrDefault("black " + gender, List.of());
            lists.getOrDefault("white " + gender, List.of())
                    .forEach(name -> others.put(name.toLowerCase(Locale.ROOT), targets));
        }
        return new Names(
                probability,
                others,
                Pattern.compile(
                        "\\b(?:"
                                + String.join(
                                        "|", others.keySet().stream().sorted().toList()) + ")\\b",
                        Pattern.CASE_INSENSITIVE));
    }

    @Override
    public String name() {
        return "names=" + probability;
    }

    @Override
    public boolean fairness() {
        return true;
    }

    @Override
    public boolean changesAnswers() {
        return true;
    }

    @Override
    public String apply(String text, PythonRandom random) {
        Map<String, String> chosen = new HashMap<>();
        Set<String> kept = new HashSet<>();
        return pattern.matcher(text).replaceAll(m -> {
            String word = m.group();
            String name = word.toLowerCase(Locale.ROOT);
            if (!Character.isUpperCase(word.charAt(0)) || kept.contains(name)) {
                return Matcher.quoteReplacement(word);
            }
            if (!chosen.containsKey(name)) {
                List<String> options = others.getOrDefault(name, List.of());
                if (options.isEmpty() || random.random() >= probability) {
                    kept.add(name);
                    return Matcher.quoteReplacement(word);
                }
                chosen.put(name, options.get((int) random.randbelow(options.size())));
            }
            return Matcher.quoteReplacement(WordLists.matchCase(word, chosen.getOrDefault(name, word)));
        });
    }
}
