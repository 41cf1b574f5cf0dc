package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.eval.filter.Filter;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Filters of BIG-Bench Hard: choices by letter or by text, values by pattern, numbers in words, sorted words. */
final class BigBenchHard {
    private static final PythonRegex CHOICE = PythonRegex.compile("\\([A-Z]\\)([^\\n^(]*)");
    private static final PythonRegex ENGLISH_NUMBER = PythonRegex.compile(englishNumber());

    private BigBenchHard() {}

    static List<PythonModule> modules() {
        return List.of(
                zeroShot(
                        "bbh/zeroshot/utils.py",
                        "ecc017c5c3c0a03757d94072fb74feac74406b63d2f6efa6ec68f73f8db8a9fd",
                        true),
                // Of releases before 0.4.13, where a choice that begins another hides it.
                zeroShot(
                        "bbh/cot_zeroshot/utils.py",
                        "1faaca748bffd4ac209fd43671c40ecc08f081d6e74d279a3e62ca0c11335305",
                        false),
                PythonModule.of(
                                "mmlu/flan_cot_zeroshot/utils.py",
                                "be4152c245326849a377fe9b2b3cb75e8668d73cf83bb66e7f516135c5b3ab0d")
                        .filter("MultiChoiceRegexFilter", BigBenchHard::listedChoices));
    }

    private static PythonModule zeroShot(String file, String hash, boolean longestFirst) {
        return PythonModule.of(file, hash)
                .filter("MultiChoiceRegexFilter", arguments -> choices(arguments, longestFirst))
                .filter("MapRegexFilter", BigBenchHard::values)
                .filter("NumberParseRegexFilter", BigBenchHard::numbers)
                .filter("WordSortFilter", _ -> BigBenchHard::words);
    }

    private static String englishNumber() {
        String digits = "zero|one|two|three|four|five|(?:twen|thir|for|fif|six|seven|nine)";
        String rest = "|ten|eleven|twelve|fourteen|hundred|thousand|(?:m|b|tr)illion";
        String word = digits + "(?:teen|ty)|eight(?:|een|y)" + rest;
        String inner = digits + "(?:|teen|ty)|eight(?:een|y)" + rest + "|[^\\S\\r\\n]|,|and|&";
        String last = digits + "(?:teen|ty)|eight(?:een|y)" + rest;
        return "((?:(?:" + word + ")(?:" + inner + ")+)?(?:" + last + "))";
    }

    /** Changes each answer of each request. */
    static Filter each(Function<String, Object> change) {
        return (answers, _) -> answers.stream()
                .map(some -> changed(some, change))
                .collect(Collectors.<@Nullable Object, List<@Nullable Object>>toCollection(ArrayList::new));
    }

    private static @Nullable Object changed(@Nullable Object answers, Function<String, Object> change) {
        List<@Nullable Object> out = new ArrayList<>();
        for (Object answer : list(answers)) {
            if (!(answer instanceof String text)) {
                throw new FormatException(
                        "a filter of the task was given %s instead of an answer".formatted(Python.repr(answer)));
            }
            out.add(change.apply(text));
        }
        return out;
    }

    private static List<?> list(@Nullable Object answers) {
        if (answers instanceof List<?> list) {
            return list;
        }
        throw new FormatException("a filter of the task stands behind one that leaves single answers");
    }

    private static Filter choices(Map<String, @Nullable Object> given, boolean longestFirst) {
        return choices(
                given,
                document -> CHOICE.found(Fields.text(document, "input")).stream()
                        .map(String::valueOf)
                        .toList(),
                longestFirst);
    }

    private static Filter listedChoices(Map<String, @Nullable Object> given) {
        return choices(given, document -> Fields.texts(document, "choices"), false);
    }

    private static Filter choices(
            Map<String, @Nullable Object> given, Function<Map<?, ?>, List<String>> source, boolean longestFirst) {
        FilterArguments arguments = new FilterArguments(given);
        PythonRegex regex = arguments.regex();
        return (answers, documents) -> {
            List<@Nullable Object> out = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                Choices choices = Choices.of(source.apply(documents.get(i)), longestFirst, arguments);
                out.add(changed(answers.get(i), answer -> {
                    String match = arguments.match(regex, answer);
                    if (match.isEmpty()) {
                        match = choices.letterOf(arguments.match(choices.byText, arguments.reduced(answer)), true);
                    }
                    if (match.isEmpty()) {
                        match = choices.letterOf(arguments.match(choices.byLetter, answer), false);
                    }
                    return match.isEmpty() ? arguments.fallback() : match;
                }));
            }
            return out;
        };
    }

    /**
     * The choices of a question.
     *
     * @param byText finds the text of a choice
     * @param byLetter finds a letter behind a colon
     */
    private record Choices(
            PythonRegex byText, PythonRegex byLetter, Map<String, String> ofText, Map<String, String> ofLetter) {
        static Choices of(List<String> listed, boolean longestFirst, FilterArguments arguments) {
            List<String> texts = new ArrayList<>();
            List<String> letters = new ArrayList<>();
            Map<String, String> ofText = new HashMap<>();
            Map<String, String> ofLetter = new HashMap<>();
            int letter = 'A';
            for (String choice : listed) {
                String text = arguments.reduced(PythonText.strip(choice));
                String name = Character.toString(letter++);
                texts.add(PythonRegex.escape(text));
                letters.add(name);
                if (!text.isEmpty()) {
                    ofText.put(text, "(" + name + ")");
                }
                ofLetter.put(name, "(" + name + ")");
            }
            if (longestFirst) {
                // So that one that begins another does not hide it.
                texts.sort(Comparator.comparingInt(Python::len).reversed());
            }
            return new Choices(
                    PythonRegex.compile(String.join("|", texts)),
                    PythonRegex.compile(":[\\s]*(" + String.join("|", letters) + ")"),
                    ofText,
                    ofLetter);
        }

        String letterOf(String match, boolean text) {
            return (text ? ofText : ofLetter).getOrDefault(match, match);
        }
    }

    private static Filter values(Map<String, @Nullable Object> given) {
        FilterArguments arguments = new FilterArguments(given);
        Map<String, Object> values = arguments.values();
        PythonRegex any = PythonRegex.compile(String.join("|", values.keySet()));
        Map<PythonRegex, Object> each = new LinkedHashMap<>();
        values.forEach((pattern, value) -> each.put(PythonRegex.compile(pattern), value));
        return each(answer -> {
            String match = arguments.match(any, arguments.reduced(answer));
            if (!match.isEmpty()) {
                for (Map.Entry<PythonRegex, Object> one : each.entrySet()) {
                    if (!arguments.match(one.getKey(), arguments.reduced(match)).isEmpty()) {
                        return one.getValue();
                    }
                }
            }
            return arguments.fallback();
        });
    }

    private static Filter numbers(Map<String, @Nullable Object> given) {
        FilterArguments arguments = new FilterArguments(given);
        PythonRegex regex = arguments.regex();
        return each(answer -> {
            String match = arguments.match(regex, answer);
            if (match.isEmpty()) {
                match = arguments.match(ENGLISH_NUMBER, PythonCharacters.lower(answer));
                match = match.isEmpty() ? match : NumberWords.parse(match);
            }
            return match.isEmpty() ? arguments.fallback() : match;
        });
    }

    private static List<@Nullable Object> words(
            List<@Nullable Object> answers, List<Map<String, @Nullable Object>> documents) {
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            String question = Fields.text(documents.get(i), "input");
            String[] parts = question.split("List:", -1);
            if (parts.length < 2) {
                throw new FormatException("a question about sorted words has no \"List:\"");
            }
            PythonRegex regex = PythonRegex.compile(PythonText.split(PythonText.strip(parts[1])).stream()
                    .map(word -> "\\b" + word + "\\b")
                    .collect(Collectors.joining("|")));
            out.add(changed(answers.get(i), answer -> {
                // Of a word that comes more than once the last place counts.
                Set<String> last = new LinkedHashSet<>();
                regex.found(answer).reversed().forEach(word -> last.add(String.valueOf(word)));
                return String.join(" ", new ArrayList<>(last).reversed());
            }));
        }
        return out;
    }
}
