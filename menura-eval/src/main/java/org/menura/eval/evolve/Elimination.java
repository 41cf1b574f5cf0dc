package org.menura.eval.evolve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.data.text.Slices;
import org.menura.data.text.TextView;

/**
 * Tells which changed instructions and answers failed (WizardLM, arXiv 2304.12244, section 3.2, "Elimination Evolving"):
 * refusals, answers that say nothing, copies of what the teacher was told; besides, what is too short or too long.
 */
final class Elimination {
    /** Refusals are short: in longer texts the words mean something else. */
    private static final int REFUSAL_WORDS = 80;

    /** Words in a row that a text has in common with a prompt by no accident. */
    private static final int COPIED = 6;

    private static final Pattern REFUSAL = Pattern.compile(
            "\\bsorry\\b|\\bapologi[sz]e\\b|\\bas an? (ai|language model)\\b|\\bi('m| am) (unable|not able)\\b"
                    + "|\\bi (can not|cannot|can['’]t|won['’]t)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> EMPTY_WORDS = Set.of(
            "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "has", "have", "he", "her", "his",
            "i", "in", "is", "it", "its", "of", "on", "or", "she", "so", "that", "the", "their", "there", "they",
            "this", "to", "was", "we", "were", "which", "will", "with", "you");

    private final int leastWords;
    private final int mostWords;

    Elimination(int leastWords, int mostWords) {
        this.leastWords = leastWords;
        this.mostWords = mostWords;
    }

    /** Why a changed instruction fails; null if it doesn't. */
    @Nullable
    String ofInstruction(String before, String after, String wording) {
        List<String> words = words(after);
        if (words.isEmpty()) {
            return "empty";
        }
        if (words.equals(words(before))) {
            return "unchanged";
        }
        if (isRefusal(words, after)) {
            return "refusal";
        }
        if (words.size() < leastWords) {
            return "too-short";
        }
        if (words.size() > mostWords) {
            return "too-long";
        }
        return copies(words, wording, before) ? "copied-prompt" : null;
    }

    /** Why an answer fails; null if it doesn't. */
    @Nullable
    static String ofAnswer(String instruction, String answer) {
        List<String> words = words(answer);
        if (answer.isBlank()) {
            return "answer-empty";
        }
        if (EMPTY_WORDS.containsAll(words)) {
            return "answer-says-nothing"; // marks and function words alone
        }
        if (isRefusal(words, answer)) {
            return "answer-refusal";
        }
        return words.equals(words(instruction)) ? "answer-repeats" : null;
    }

    private static boolean isRefusal(List<String> words, String text) {
        return words.size() < REFUSAL_WORDS && REFUSAL.matcher(text).find();
    }

    /** Whether a text holds words in a row of a prompt that the instruction before had not. */
    private static boolean copies(List<String> words, String wording, String before) {
        Set<List<String>> prompt = grams(words(wording));
        prompt.removeAll(grams(words(before)));
        return grams(words).stream().anyMatch(prompt::contains);
    }

    private static Set<List<String>> grams(List<String> words) {
        Set<List<String>> grams = new HashSet<>();
        for (int i = 0; i + COPIED <= words.size(); i++) {
            grams.add(List.copyOf(words.subList(i, i + COPIED)));
        }
        return grams;
    }

    /** The words of a text in lower case, by UAX #29. */
    static List<String> words(String text) {
        TextView view = new TextView(text.toLowerCase(Locale.ROOT));
        Slices words = view.words();
        List<String> out = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = view.slice(words.start(i), words.end(i));
            if (word.codePoints().anyMatch(Character::isLetterOrDigit)) {
                out.add(word);
            }
        }
        return out;
    }
}
