package org.menura.eval.task.function;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonMatch;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Prompts of InfiniteBench (X. Zhang et al., 2024). */
final class InfinitePrompts {
    private static final PythonRegex CALL = PythonRegex.compile("(func_[0-9]+)\\(\\-?[0-9]+\\)");
    private static final PythonRegex SOUGHT = PythonRegex.compile("The .+ of");

    private InfinitePrompts() {}

    static String codeRun(Map<String, @Nullable Object> document) {
        String input = Fields.text(document, "input");
        PythonMatch match = CALL.search(input);
        return """
                Following is a set of Python functions. There is a function called named %s.

                %s

                Please give me the exact number of the return value of %s. Be concise. Your response must end with the final \
                returned value.""".formatted(
                        match == null ? "the function" : String.valueOf(match.group(1)),
                        shown(document, "context"),
                        match == null ? PythonText.strip(input) : String.valueOf(match.group(0)));
    }

    static String codeDebug(Map<String, @Nullable Object> document) {
        return """
                There is ONLY ONE function in the large project that is deliberately made to include an obvious error. Please \
                find the function that contains the most obvious errors. I will give you four options to narrow your scope. \
                You can inspect the options and think. Eventually, tell me the answer using one single letter (A, B, C, or \
                D).

                %s

                Which funtion has deliberate error?
                A. %s
                B. %s
                C. %s
                D. %s

                You should first find the functions in the options. Repeat their content, inspect through code, and at last \
                give me your answer for the function that has the deliberate and obvious error in A, B, C, or D.""".formatted(
                        shown(document, "context"),
                        option(document, 0),
                        option(document, 1),
                        option(document, 2),
                        option(document, 3));
    }

    static String bookChoice(Map<String, @Nullable Object> document) {
        return """
                Read the book and answer the question.

                %s

                Question: %s

                Only one of the following options is correct, tell me the answer using one single letter (A, B, C, or D). \
                Don't say anything else.
                A. %s
                B. %s
                C. %s
                D. %s""".formatted(
                        shown(document, "context"),
                        shown(document, "input"),
                        option(document, 0),
                        option(document, 1),
                        option(document, 2),
                        option(document, 3));
    }

    static String dialogue(Map<String, @Nullable Object> document) {
        return """
                Below is a dialogue script where one random occurrence of a character name is replaced with "$$MASK$$", and \
                you should try to guess who that character is.

                The dialogue:

                ---

                %s

                ---

                End of dialogue.

                Which character is most likely "$$MASK$$"? Just say the name used by the scriptwriter (before the colon \
                marks) of one single character and nothing else.""".formatted(shown(document, "context"));
    }

    static String number(Map<String, @Nullable Object> document) {
        String input = Fields.text(document, "input");
        List<Object> found = SOUGHT.found(input);
        String asked = input;
        if (!found.isEmpty()) {
            String sought = PythonCharacters.lower(String.valueOf(found.getFirst()));
            asked = "What is " + sought.substring(0, sought.length() - 3) + " in the following list?";
        }
        return asked + "\n\n" + shown(document, "context") + "\n\n" + input;
    }

    private static String shown(Map<String, @Nullable Object> document, String name) {
        return Python.str(Fields.get(document, name));
    }

    private static String option(Map<String, @Nullable Object> document, int index) {
        List<@Nullable Object> options = document.containsKey("options") ? Fields.list(document, "options") : List.of();
        return index < options.size() ? Python.str(options.get(index)) : "";
    }
}
