package org.menura.eval.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/**
 * Finds the letter of the choice that a response names: by an expression, else by the text of a choice, else by a letter
 * behind a colon.
 */
final class ChoiceRegexFilter implements Filter {
    private final PythonRegex regex;
    private final int which;
    private final @Nullable Object fallback;
    private final boolean ignoreCase;
    private final boolean ignorePunctuation;
    private final List<PythonRegex> ignored;

    ChoiceRegexFilter(
            String pattern,
            int which,
            @Nullable Object fallback,
            boolean ignoreCase,
            boolean ignorePunctuation,
            List<String> ignored) {
        this.regex = PythonRegex.compile(pattern);
        this.which = which;
        this.fallback = fallback;
        this.ignoreCase = ignoreCase;
        this.ignorePunctuation = ignorePunctuation;
        this.ignored = ignored.stream().map(PythonRegex::compile).toList();
    }

    @Override
    public List<@Nullable Object> apply(
            List<@Nullable Object> responses, List<Map<String, @Nullable Object>> documents) {
        List<@Nullable Object> all = new ArrayList<>(responses.size());
        for (int i = 0; i < responses.size(); i++) {
            Choices choices = choices(documents.get(i));
            List<@Nullable Object> found = new ArrayList<>();
            for (Object response : Responses.items(responses.get(i), "multi_choice_regex")) {
                if (!(response instanceof String text)) {
                    throw new FormatException(
                            "The filter multi_choice_regex got a response that is no text: " + Python.repr(response));
                }
                found.add(choice(text, choices));
            }
            all.add(found);
        }
        return all;
    }

    private record Choices(
            PythonRegex texts, Map<String, String> byText, PythonRegex letters, Map<String, String> byLetter) {}

    private Choices choices(Map<String, @Nullable Object> document) {
        if (!(document.get("choices") instanceof List<?> choices)) {
            throw new FormatException("The filter multi_choice_regex needs documents with a list of choices.");
        }
        List<String> texts = new ArrayList<>();
        List<String> letters = new ArrayList<>();
        Map<String, String> byText = new LinkedHashMap<>();
        Map<String, String> byLetter = new LinkedHashMap<>();
        for (Object choice : choices) {
            if (!(choice instanceof String text)) {
                throw new FormatException("The filter multi_choice_regex needs choices that are texts.");
            }
            String letter = Character.toString('A' + letters.size());
            String plain = plain(PythonText.strip(text));
            texts.add(PythonRegex.escape(plain));
            if (!plain.isEmpty()) {
                byText.put(plain, "(" + letter + ")");
            }
            byLetter.put(letter, "(" + letter + ")");
            letters.add(letter);
        }
        texts.sort(Comparator.comparingInt(Python::len).reversed());
        return new Choices(
                PythonRegex.compile(String.join("|", texts)),
                byText,
                PythonRegex.compile(":[\\s]*(" + String.join("|", letters) + ")"),
                byLetter);
    }

    private String plain(String text) {
        String plain = text;
        for (PythonRegex expression : ignored) {
            plain = expression.sub("", plain);
        }
        if (ignoreCase) {
            plain = PythonCharacters.lower(plain);
        }
        return ignorePunctuation ? PythonCharacters.withoutPunctuation(plain) : plain;
    }

    private @Nullable Object choice(String response, Choices choices) {
        String found = find(regex, response, Map.of());
        if (found.isEmpty()) {
            found = find(choices.texts, plain(response), choices.byText);
        }
        if (found.isEmpty()) {
            found = find(choices.letters, response, choices.byLetter);
        }
        return found.isEmpty() ? fallback : found;
    }

    private String find(PythonRegex expression, String text, Map<String, String> names) {
        Object found = RegexFilter.found(expression, text, which);
        String match = switch (found) {
            case null -> null;
            case PythonTuple groups -> RegexFilter.firstFilled(groups);
            default -> (String) found;
        };
        if (match == null) {
            return "";
        }
        String stripped = PythonText.strip(match);
        return names.getOrDefault(stripped, stripped);
    }
}
