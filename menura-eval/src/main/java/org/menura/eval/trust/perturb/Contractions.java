package org.menura.eval.trust.perturb;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.menura.format.python.PythonRandom;

/** Contracts "she is" to "she's", or expands it again (HELM's {@code contraction} and {@code expansion}). */
record Contractions(boolean expand, Map<String, String> list, Pattern pattern) implements Perturbation {

    static Contractions of(boolean expand) {
        Map<String, String> list = new HashMap<>();
        // Of several contractions of the same words the last one of the list is used.
        WordLists.read("contractions.txt").forEach((longer, shorter) -> {
            String only = shorter.getFirst();
            list.put((expand ? only : longer).toLowerCase(Locale.ROOT), expand ? longer : only);
        });
        String alternatives = list.keySet().stream()
                .sorted((a, b) -> Integer.compare(b.length(), a.length()))
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        // What ends a sentence is not contracted: a blank must follow.
        String end = expand ? "\\b" : "\\b(?= )";
        return new Contractions(
                expand, list, Pattern.compile("\\b(" + alternatives + ")" + end, Pattern.CASE_INSENSITIVE));
    }

    @Override
    public String name() {
        return expand ? "expansion" : "contraction";
    }

    @Override
    public String apply(String text, PythonRandom random) {
        return pattern.matcher(text).replaceAll(m -> {
            String word = m.group(1);
            String other = list.getOrDefault(word.toLowerCase(Locale.ROOT), word);
            boolean one = word.equals("I") || word.startsWith("I ") || word.startsWith("I'");
            return Matcher.quoteReplacement(one ? capital(other) : cased(word, other));
        });
    }

    private static String cased(String word, String other) {
        boolean first = Character.isUpperCase(word.charAt(0));
        boolean all = word.equals(word.toUpperCase(Locale.ROOT)) && word.length() > 1;
        return all ? other.toUpperCase(Locale.ROOT) : first ? capital(other) : other.toLowerCase(Locale.ROOT);
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
