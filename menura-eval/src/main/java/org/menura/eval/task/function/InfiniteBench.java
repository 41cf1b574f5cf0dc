package org.menura.eval.task.function;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonMatch;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Scores of InfiniteBench (X. Zhang et al., 2024) without that of summaries, which takes the stems of words. */
final class InfiniteBench {
    private static final String CHINESE_PUNCTUATION =
            "！？｡。＂＃＄％＆＇（）＊＋，－／：；＜＝＞＠［＼］＾＿｀｛｜｝～｟｠｢｣､、〃》「」『』【】〔〕〖〗〘〙〚〛〜〝〞〟〰〾〿–—''‛„‟…‧﹏.";
    private static final PythonRegex CONTROL = PythonRegex.compile("[\\x00-\\x1f]");
    private static final PythonRegex ARTICLES = PythonRegex.compile("\\b(a|an|the)\\b");
    private static final PythonRegex NUMBER = PythonRegex.compile("\\d+\\.\\d+|\\d+");
    private static final PythonRegex LAST_OF_FOUR = PythonRegex.compile("\\b([A-D])\\b(?!.*\\b[A-D]\\b)");
    private static final PythonRegex LAST_OF_TEN = PythonRegex.compile("\\b([A-J])\\b(?!.*\\b[A-J]\\b)");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+(?:_[0-9]+)*");
    private static final String LETTERS = "ABCDEFGHIJ";
    private static final String FOUR = "ABCD";

    private InfiniteBench() {}

    static List<PythonModule> modules() {
        return List.of(PythonModule.of(
                        "infinitebench/utils.py", "91ec723bdaf499b2894d343c2bb88d21beed227f697691ebccee970093be16a4")
                .text("doc_to_text_code_run", InfinitePrompts::codeRun)
                .text("doc_to_text_code_debug", InfinitePrompts::codeDebug)
                .text("doc_to_text_longbook_choice", InfinitePrompts::bookChoice)
                .text("doc_to_text_longdialogue", InfinitePrompts::dialogue)
                .text("doc_to_text_math_find", InfinitePrompts::number)
                .results(
                        "process_results",
                        any((said, answer) -> PythonCharacters.upper(said)
                                .contains(PythonCharacters.upper(PythonText.strip(answer)))))
                .results(
                        "process_results_kv",
                        any((said, answer) ->
                                PythonText.split(spaced(said, "\n:\"'.,?!{}")).contains(PythonText.strip(answer))))
                .results("process_results_int_match", any((said, answer) -> {
                    var first = DIGITS.matcher(said);
                    return first.find() && first.group().equals(PythonText.strip(answer));
                }))
                .results("process_results_math", any((said, answer) -> {
                    PythonMatch number = NUMBER.search(said);
                    return number != null && isSame(String.valueOf(number.group(0)), PythonText.strip(answer));
                }))
                .results("process_results_code_run", any((said, answer) -> {
                    List<String> words = PythonText.split(spaced(said, "\n.`'\":"));
                    BigInteger number = words.isEmpty() ? null : integer(words.getLast());
                    BigInteger right = integer(PythonText.strip(answer));
                    return number != null
                            && (right == null
                                    ? words.getLast().equals(PythonText.strip(answer))
                                    : number.equals(right));
                }))
                .results(
                        "process_results_rouge",
                        new TaskFunction.Unscored("its summaries are compared by the stems of words"))
                .results("process_results_choice", (document, results) -> score(isChosen(document, said(results))))
                .results("process_results_code_debug", (document, results) -> score(isBug(document, said(results))))
                .results("process_results_qa_en", (document, results) -> best(document, said(results), false))
                .results("process_results_qa_chn", (document, results) -> best(document, said(results), true)));
    }

    private static String said(List<@Nullable Object> results) {
        return PythonText.strip(CONTROL.sub(" ", PythonText.strip(String.valueOf(results.getFirst()))));
    }

    private static Map<String, @Nullable Object> score(boolean right) {
        return Metrics.of("score", right ? 1.0 : 0.0);
    }

    private static TaskFunction.OfResults any(BiPredicate<String, String> right) {
        return (Map<String, @Nullable Object> document, List<@Nullable Object> results) -> {
            String said = said(results);
            return score(answers(document).stream().anyMatch(answer -> right.test(said, answer)));
        };
    }

    /** The answers of a document: a text is one by its letters. */
    private static List<String> answers(Map<String, @Nullable Object> document) {
        return switch (document.get("answer")) {
            case null -> List.of();
            case String text -> text.codePoints().mapToObj(Character::toString).toList();
            default -> Fields.texts(document, "answer");
        };
    }

    private static String spaced(String text, String marks) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            if (marks.indexOf(out.charAt(i)) >= 0) {
                out.setCharAt(i, ' ');
            }
        }
        return out.toString();
    }

    private static boolean isSame(String said, String answer) {
        boolean isReal = said.contains(".") || answer.contains(".");
        Object number = isReal ? PythonFloats.parse(said) : integer(said);
        Object right = isReal ? PythonFloats.parse(answer) : integer(answer);
        return number == null || right == null ? said.equals(answer) : Objects.equals(number, right);
    }

    private static @Nullable BigInteger integer(String text) {
        String plain = PythonFloats.digits(text);
        return INTEGER.matcher(plain).matches() ? new BigInteger(plain.replace("_", "")) : null;
    }

    /** The letter of the right option; empty where there is none. */
    private static String letter(Map<String, @Nullable Object> document, List<String> answers) {
        List<String> options = document.get("options") == null ? List.of() : Fields.texts(document, "options");
        if (answers.isEmpty() || options.isEmpty()) {
            return "";
        }
        String answer = PythonText.strip(answers.getFirst());
        for (int i = 0; i < options.size(); i++) {
            if (PythonText.strip(options.get(i)).equals(answer)) {
                return Character.toString('A' + i);
            }
        }
        return single(answer);
    }

    private static String single(String answer) {
        String upper = PythonCharacters.upper(answer);
        return answer.codePointCount(0, answer.length()) == 1 && LETTERS.contains(upper) ? upper : "";
    }

    private static String first(String text) {
        return text.substring(0, Character.charCount(text.codePointAt(0)));
    }

    private static boolean isChosen(Map<String, @Nullable Object> document, String said) {
        String right = letter(document, answers(document));
        PythonMatch last = LAST_OF_FOUR.search(said);
        if (right.isEmpty() || said.isEmpty()) {
            return false;
        }
        if (last != null) {
            return right.equals(last.group(1));
        }
        if (FOUR.contains(first(said))) {
            return first(said).equals(right);
        }
        if (PythonCharacters.upper(said).equals(right)) {
            return true;
        }
        String plain = spaced(said, "\n\"'.,?!{}");
        for (String before : List.of("answer is:", "answer:", "answer is", "option is")) {
            String after = after(plain, before);
            String letter = after == null || after.isEmpty() ? "" : PythonCharacters.upper(first(after));
            if (!letter.isEmpty() && FOUR.contains(letter)) {
                return letter.equals(right);
            }
        }
        for (String word : PythonText.split(plain)) {
            String letter = PythonCharacters.upper(word);
            if (letter.length() == 1 && FOUR.contains(letter)) {
                return letter.equals(right);
            }
        }
        return false;
    }

    /** What follows some words in whatever case, as far as their place in small letters says; null without them. */
    private static @Nullable String after(String text, String before) {
        String small = PythonCharacters.lower(text);
        int at = small.indexOf(before);
        if (at < 0) {
            return null;
        }
        int start = small.codePointCount(0, at) + before.length();
        return start >= text.codePointCount(0, text.length())
                ? ""
                : PythonText.strip(text.substring(text.offsetByCodePoints(0, start)));
    }

    private static boolean isBug(Map<String, @Nullable Object> document, String said) {
        List<String> answers = answers(document);
        if (answers.isEmpty()) {
            return false;
        }
        String function = PythonText.strip(answers.getFirst());
        String right = letter(document, answers);
        if (right.isEmpty()) {
            right = single(function);
            function = "";
        }
        if (right.isEmpty()) {
            return false;
        }
        PythonMatch last = LAST_OF_TEN.search(said);
        if (last != null) {
            return right.equals(last.group(1));
        }
        String plain = spaced(said, "-*").replace("Option", " ").replace("option", " ");
        while (plain.contains("  ")) {
            plain = plain.replace("  ", " ");
        }
        plain = PythonText.strip(plain);
        if (begins(plain, right, function)) {
            return true;
        }
        for (String before : List.of("answer is:", "is:", "answer:", "correct option is:")) {
            String after = after(plain, before);
            if (after != null) {
                return !after.isEmpty()
                        && (PythonCharacters.upper(first(after)).equals(right)
                                || !function.isEmpty() && after.startsWith(function));
            }
        }
        return false;
    }

    private static boolean begins(String text, String letter, String function) {
        return PythonCharacters.upper(text).startsWith(letter) || !function.isEmpty() && text.startsWith(function);
    }

    private static Map<String, @Nullable Object> best(
            Map<String, @Nullable Object> document, String said, boolean chinese) {
        double best = 0.0;
        for (String answer : said.isEmpty() ? List.<String>of() : answers(document)) {
            best = Math.max(best, f1(words(said, chinese), words(answer, chinese)));
        }
        return Metrics.of("score", best);
    }

    private static List<String> words(String text, boolean chinese) {
        if (!chinese) {
            String plain = ARTICLES.sub(" ", PythonCharacters.lower(text));
            return PythonText.split(Squad.without(plain, c -> Squad.PUNCTUATION.indexOf(c) >= 0));
        }
        String plain =
                Squad.without(text, c -> Squad.PUNCTUATION.indexOf(c) >= 0 || CHINESE_PUNCTUATION.indexOf(c) >= 0);
        List<String> letters = new ArrayList<>();
        String.join("", PythonText.split(PythonCharacters.lower(plain)))
                .codePoints()
                .forEach(c -> letters.add(Character.toString(c)));
        return letters;
    }

    private static double f1(List<String> said, List<String> right) {
        if (said.isEmpty() || right.isEmpty()) {
            return 0.0;
        }
        Set<String> common = new HashSet<>(said);
        common.retainAll(right);
        long same = 0;
        for (String word : common) {
            same += Math.min(
                    said.stream().filter(word::equals).count(),
                    right.stream().filter(word::equals).count());
        }
        if (same == 0) {
            return 0.0;
        }
        double precision = (double) same / said.size();
        double recall = (double) same / right.size();
        return 2 * precision * recall / (precision + recall);
    }
}
