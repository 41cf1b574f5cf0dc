package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonMatch;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/**
 * IFEval: whether an answer follows instructions that a program can check. Five of the instructions depend on models
 * for languages and sentences that are not at hand; documents with those are refused.
 */
final class Instructions {
    private static final PythonRegex STARS = PythonRegex.compile("^\\s*\\*[^\\*].*$", PythonRegex.MULTILINE);
    private static final PythonRegex DASHES = PythonRegex.compile("^\\s*-.*$", PythonRegex.MULTILINE);
    private static final PythonRegex PLACEHOLDER = PythonRegex.compile("\\[.*?\\]");
    private static final PythonRegex HIGHLIGHT = PythonRegex.compile("\\*[^\\n\\*]*\\*");
    private static final PythonRegex DOUBLE_HIGHLIGHT = PythonRegex.compile("\\*\\*[^\\n\\*]*\\*\\*");
    private static final PythonRegex DIVIDER = PythonRegex.compile("\\s?\\*\\*\\*\\s?");
    private static final PythonRegex TITLE = PythonRegex.compile("<<[^\\n]+>>");
    private static final PythonRegex WORD = PythonRegex.compile("\\w+");
    private static final List<String> OPTIONS = List.of("My answer is yes.", "My answer is no.", "My answer is maybe.");

    private Instructions() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of("ifeval/utils.py", "1ab8f14808c826f93f2364883487ed63cf4267980bf4761fda8053899c013632")
                        .results("process_results", Instructions::followed)
                        .values("agg_inst_level_acc", Instructions::mean));
    }

    private static Map<String, @Nullable Object> followed(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String answer = Python.str(results.getFirst());
        List<String> names = Fields.texts(document, "instruction_id_list");
        List<@Nullable Object> arguments = Fields.list(document, "kwargs");
        if (arguments.size() < names.size()) {
            throw new FormatException(
                    "a document has %d instructions, but kwargs of %d".formatted(names.size(), arguments.size()));
        }
        List<Object> strict = new ArrayList<>();
        List<Object> loose = new ArrayList<>();
        List<String> variants = variants(answer);
        for (int i = 0; i < names.size(); i++) {
            Predicate<String> check =
                    new Arguments(names.get(i), arguments.get(i) instanceof Map<?, ?> map ? map : Map.of()).check();
            Predicate<String> filled = text -> !PythonText.strip(text).isEmpty() && check.test(text);
            strict.add(filled.test(answer));
            loose.add(variants.stream().anyMatch(filled));
        }
        return Metrics.of(
                "prompt_level_strict_acc",
                !strict.contains(false),
                "inst_level_strict_acc",
                strict,
                "prompt_level_loose_acc",
                !loose.contains(false),
                "inst_level_loose_acc",
                loose);
    }

    /** Returns the answer, and what is left of it without its first line, its last one, both, and without asterisks. */
    private static List<String> variants(String answer) {
        List<String> lines = List.of(answer.split("\n", -1));
        int count = lines.size();
        List<String> plain = List.of(
                answer,
                joined(lines.subList(1, count)),
                joined(lines.subList(0, count - 1)),
                joined(lines.subList(Math.min(1, count - 1), count - 1)));
        List<String> variants = new ArrayList<>(plain);
        plain.forEach(text -> variants.add(text.replace("*", "")));
        return variants;
    }

    private static String joined(List<String> lines) {
        return PythonText.strip(String.join("\n", lines));
    }

    private static Object mean(List<@Nullable Object> values) {
        long right = 0;
        long all = 0;
        for (Object value : values) {
            if (!(value instanceof List<?> list)) {
                throw new FormatException("a score of a document is %s, not a list".formatted(Python.repr(value)));
            }
            all += list.size();
            right += list.stream().filter(Python::truth).count();
        }
        if (all == 0) {
            throw new FormatException("no document has an instruction");
        }
        return (double) right / all;
    }

    /** An instruction and its arguments. */
    private record Arguments(String name, Map<?, ?> values) {
        Predicate<String> check() {
            return switch (name) {
                case "keywords:existence" -> keywords(sorted("keywords"));
                case "keywords:frequency" -> frequency();
                case "keywords:forbidden_words" -> forbidden(sorted("forbidden_words"));
                case "keywords:letter_frequency" -> letters();
                case "length_constraints:number_paragraphs" -> paragraphs(number("num_paragraphs"));
                case "length_constraints:number_words" ->
                    compared("relation", number("num_words"), answer -> count(WORD, answer));
                case "length_constraints:nth_paragraph_first_word" -> firstWord();
                case "detectable_content:number_placeholders" -> {
                    long least = number("num_placeholders");
                    yield answer -> count(PLACEHOLDER, answer) >= least;
                }
                case "detectable_content:postscript" -> postscript(PythonText.strip(text("postscript_marker")));
                case "detectable_format:number_bullet_lists" -> {
                    long bullets = number("num_bullets");
                    yield answer -> count(STARS, answer) + count(DASHES, answer) == bullets;
                }
                case "detectable_format:constrained_response" ->
                    answer -> OPTIONS.stream().anyMatch(PythonText.strip(answer)::contains);
                case "detectable_format:number_highlighted_sections" -> {
                    long least = number("num_highlights");
                    yield answer -> highlights(answer) >= least;
                }
                case "detectable_format:multiple_sections" -> {
                    long least = number("num_sections");
                    PythonRegex section =
                            PythonRegex.compile("\\s?" + PythonText.strip(text("section_spliter")) + "\\s?\\d+\\s?");
                    yield answer -> section.findAll(answer).size() >= least;
                }
                case "detectable_format:json_format" -> Instructions::isJson;
                case "detectable_format:title" -> Instructions::hasTitle;
                case "combination:two_responses" -> Instructions::isTwice;
                case "combination:repeat_prompt" -> {
                    String prompt = PythonCharacters.lower(PythonText.strip(text("prompt_to_repeat")));
                    yield answer ->
                            PythonCharacters.lower(PythonText.strip(answer)).startsWith(prompt);
                }
                case "startend:end_checker" -> {
                    String end = PythonCharacters.lower(PythonText.strip(text("end_phrase")));
                    yield answer -> PythonCharacters.lower(PythonText.strip(PythonText.strip(answer), "\"", true, true))
                            .endsWith(end);
                }
                case "startend:quotation" ->
                    answer -> {
                        String text = PythonText.strip(answer);
                        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
                    };
                case "punctuation:no_comma" -> answer -> answer.indexOf(',') < 0;
                case "change_case:english_capital" -> cased(true);
                case "change_case:english_lowercase" -> cased(false);
                case "language:response_language",
                        "length_constraints:number_sentences",
                        "change_case:capital_word_frequency" -> throw unknownModel();
                default ->
                    throw new FormatException(
                            "a document has the instruction \"%s\", which IFEval does not know".formatted(name));
            };
        }

        private FormatException unknownModel() {
            return new FormatException(
                    "the instruction \"%s\" of a document can't be checked: it depends on a model of ".formatted(name)
                            + "languages or sentences that is not at hand");
        }

        private @Nullable Object value(String argument) {
            Object value = values.get(argument);
            if (!Python.truth(value)) {
                throw new FormatException(
                        "the instruction \"%s\" of a document has no %s, for which lm-evaluation-harness draws one"
                                .formatted(name, argument));
            }
            return value;
        }

        private String text(String argument) {
            if (value(argument) instanceof String text) {
                return text;
            }
            throw wrong(argument, "a text");
        }

        private long number(String argument) {
            long number = switch (value(argument)) {
                case Long n -> n;
                case Double d when d == Math.rint(d) -> d.longValue();
                case null, default -> throw wrong(argument, "a whole number");
            };
            if (number < 0) {
                throw wrong(argument, "at least 1");
            }
            return number;
        }

        private FormatException wrong(String argument, String wanted) {
            return new FormatException("the instruction \"%s\" of a document has %s as %s, which is to be %s"
                    .formatted(name, Python.repr(values.get(argument)), argument, wanted));
        }

        private List<String> sorted(String argument) {
            if (!(value(argument) instanceof List<?> list)) {
                throw wrong(argument, "a list");
            }
            return list.stream()
                    .map(String::valueOf)
                    .sorted(Comparator.comparing(word -> word, PythonText::compare))
                    .toList();
        }

        private Predicate<String> compared(String relation, long number, ToLongFunction<String> counter) {
            return switch (text(relation)) {
                case "less than" -> answer -> counter.applyAsLong(answer) < number;
                case "at least" -> answer -> counter.applyAsLong(answer) >= number;
                default -> throw wrong(relation, "\"less than\" or \"at least\"");
            };
        }

        private Predicate<String> frequency() {
            PythonRegex keyword = PythonRegex.compile(PythonText.strip(text("keyword")), PythonRegex.IGNORECASE);
            return compared("relation", number("frequency"), answer -> count(keyword, answer));
        }

        private Predicate<String> letters() {
            String letter = PythonCharacters.lower(text("letter"));
            if (letter.length() != 1 || letter.charAt(0) < 'a' || letter.charAt(0) > 'z') {
                throw wrong("letter", "a letter from a to z");
            }
            return compared(
                    "let_relation",
                    number("let_frequency"),
                    answer -> PythonCharacters.lower(answer)
                            .chars()
                            .filter(c -> c == letter.charAt(0))
                            .count());
        }

        private Predicate<String> firstWord() {
            long paragraphs = number("num_paragraphs");
            long which = number("nth_paragraph");
            if (which > paragraphs) {
                throw wrong("nth_paragraph", "at most " + paragraphs);
            }
            String word = PythonCharacters.lower(text("first_word"));
            return answer -> startsWith(answer, paragraphs, (int) which, word);
        }

        private Predicate<String> cased(boolean upper) {
            return answer -> {
                if (PythonCharacters.isCased(answer, upper)) {
                    throw unknownModel();
                }
                return false;
            };
        }
    }

    private static int count(PythonRegex regex, String answer) {
        return regex.findAll(answer).size();
    }

    private static Predicate<String> keywords(List<String> words) {
        List<PythonRegex> all = words.stream()
                .map(word -> PythonRegex.compile(word, PythonRegex.IGNORECASE))
                .toList();
        return answer -> all.stream().allMatch(word -> word.search(answer) != null);
    }

    private static Predicate<String> forbidden(List<String> words) {
        List<PythonRegex> all = words.stream()
                .map(word -> PythonRegex.compile("\\b" + word + "\\b", PythonRegex.IGNORECASE))
                .toList();
        return answer -> all.stream().allMatch(word -> word.search(answer) == null);
    }

    private static Predicate<String> paragraphs(long wanted) {
        return answer -> {
            List<@Nullable String> paragraphs = DIVIDER.split(answer);
            int count = paragraphs.size();
            for (int i = 0; i < paragraphs.size(); i++) {
                if (isBlank(paragraphs.get(i))) {
                    if (i > 0 && i < paragraphs.size() - 1) {
                        return false;
                    }
                    count--;
                }
            }
            return count == wanted;
        };
    }

    private static boolean isBlank(@Nullable String text) {
        return PythonText.strip(Objects.requireNonNullElse(text, "")).isEmpty();
    }

    private static boolean startsWith(String answer, long count, int which, String word) {
        List<String> paragraphs = List.of(answer.split("\n\n", -1));
        long filled = paragraphs.stream().filter(text -> !isBlank(text)).count();
        if (which > filled || isBlank(paragraphs.get(which - 1))) {
            return false;
        }
        String first =
                PythonText.split(PythonText.strip(paragraphs.get(which - 1))).getFirst();
        first = PythonText.strip(PythonText.strip(first, "'", true, false), "\"", true, false);
        int end = 0;
        while (end < first.length() && ".,?!'\"".indexOf(first.charAt(end)) < 0) {
            end++;
        }
        StringBuilder letters = new StringBuilder();
        first.substring(0, end)
                .codePoints()
                .forEach(c -> letters.append(PythonCharacters.lower(Character.toString(c))));
        return filled == count && letters.toString().equals(word);
    }

    private static Predicate<String> postscript(String marker) {
        PythonRegex regex = PythonRegex.compile(
                switch (marker) {
                    case "P.P.S" -> "\\s*p\\.\\s?p\\.\\s?s.*$";
                    case "P.S." -> "\\s*p\\.\\s?s\\..*$";
                    default -> "\\s*" + PythonCharacters.lower(marker) + ".*$";
                },
                PythonRegex.MULTILINE);
        return answer -> regex.search(PythonCharacters.lower(answer)) != null;
    }

    private static long highlights(String answer) {
        return HIGHLIGHT.findAll(answer).stream()
                        .filter(match -> !isBlank(PythonText.strip(whole(match), "*", true, true)))
                        .count()
                + DOUBLE_HIGHLIGHT.findAll(answer).stream()
                        .filter(match -> !isBlank(without(whole(match), "**")))
                        .count();
    }

    private static String whole(PythonMatch match) {
        return Objects.requireNonNullElse(match.group(0), "");
    }

    /** Takes a mark away from both ends; one that is both stays half. */
    private static String without(String text, String mark) {
        String rest = text.startsWith(mark) ? text.substring(mark.length()) : text;
        return rest.endsWith(mark) ? rest.substring(0, rest.length() - mark.length()) : rest;
    }

    private static boolean isJson(String answer) {
        String text = PythonText.strip(answer);
        for (String start : List.of("```json", "```Json", "```JSON", "```")) {
            text = text.startsWith(start) ? text.substring(start.length()) : text;
        }
        text = PythonText.strip(text.endsWith("```") ? text.substring(0, text.length() - 3) : text);
        try {
            return !Json.parse(text, "an answer").isMissingNode();
        } catch (FormatException _) {
            return false;
        }
    }

    private static boolean hasTitle(String answer) {
        return TITLE.findAll(answer).stream().anyMatch(match -> {
            String text = PythonText.strip(whole(match), "<", true, false);
            return !isBlank(PythonText.strip(text, ">", false, true));
        });
    }

    private static boolean isTwice(String answer) {
        List<String> parts = List.of(answer.split("\\*{6}", -1));
        List<String> filled = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = PythonText.strip(parts.get(i));
            if (!part.isEmpty()) {
                filled.add(part);
            } else if (i > 0 && i < parts.size() - 1) {
                return false;
            }
        }
        return filled.size() == 2 && !filled.get(0).equals(filled.get(1));
    }
}
