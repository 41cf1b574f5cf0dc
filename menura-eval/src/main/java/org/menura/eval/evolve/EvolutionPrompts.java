package org.menura.eval.evolve;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the teacher is asked, and what its answers say. */
final class EvolutionPrompts {
    private static final String OPEN = "<old>";
    private static final String CLOSE = "</old>";
    private static final Pattern THOUGHTS = Pattern.compile("\\A\\s*<think>.*?</think>", Pattern.DOTALL);
    private static final Pattern VERDICT = Pattern.compile("\\b(same|different)\\b", Pattern.CASE_INSENSITIVE);

    private final EvolutionProfile profile;
    private final int mostWords;

    EvolutionPrompts(EvolutionProfile profile, int mostWords) {
        this.profile = profile;
        this.mostWords = mostWords;
    }

    /** The prompt that changes an instruction. */
    String evolve(EvolutionProfile.Operation operation, String instruction) {
        return wording(operation) + "\n\n%s\n%s\n%s".formatted(OPEN, instruction, CLOSE);
    }

    /** What is the same for all instructions; no answer may hold pieces of it. */
    String wording(EvolutionProfile.Operation operation) {
        return """
                You are given a %1$s between %2$s and %3$s. Turn it into one that is somewhat harder, but that a person who \
                knows the field can still understand and answer. %4$s
                The result must make sense by itself, hold everything that is needed, and have at most %5$d words. Write the \
                result alone, without any remark.""".formatted(profile.thing(), OPEN, CLOSE, operation.how(), mostWords);
    }

    /** The prompt that asks whether a changed instruction asks for anything else. */
    String judge(String before, String after) {
        return """
                Compare the two %1$ss below. Are their demands and limits alike, and does an answer take the same depth and \
                breadth of thought? Reply with a single word: same or different.

                First:
                %2$s

                Second:
                %3$s""".formatted(profile.thing(), before, after);
    }

    /** Whether a judgement says that something is new; neither word says no. */
    static boolean saysDifferent(String judgement) {
        Matcher found = VERDICT.matcher(judgement);
        return found.find() && found.group().toLowerCase(Locale.ROOT).equals("different");
    }

    /** An answer without the thoughts before it and marks around it. */
    static String cleaned(String answer) {
        String text = THOUGHTS.matcher(answer).replaceFirst("").strip();
        if (text.startsWith(OPEN) && text.endsWith(CLOSE)) {
            text = text.substring(OPEN.length(), text.length() - CLOSE.length()).strip();
        }
        return text;
    }
}
