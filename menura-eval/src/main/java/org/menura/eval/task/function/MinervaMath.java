package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/**
 * MATH with Minerva's prompt (A. Lewkowycz et al., 2022), and its hardest problems for the Open LLM Leaderboard: what is asked.
 * Answers are compared by sympy and Math-Verify there, and not at all here.
 */
final class MinervaMath {
    private static final String INVALID = "[invalidanswer]";
    private static final TaskFunction.Unscored UNSCORED =
            new TaskFunction.Unscored("its answers are compared by the Python libraries sympy and Math-Verify");

    private static final List<Map<String, @Nullable Object>> EXAMPLES = List.of(
            example(
                    "Find the domain of the expression  $\\frac{\\sqrt{x-2}}{\\sqrt{5-x}}$.",
                    "The expressions inside each square root must be non-negative. Therefore, $x-2 \\ge 0$, "
                            + "so $x\\ge2$, and $5 - x \\ge 0$, so $x \\le 5$. Also, the denominator cannot be equal "
                            + "to zero, so $5-x>0$, which gives $x<5$. Therefore, the domain of the expression is "
                            + "$\\boxed{[2,5)}$.\nFinal Answer: The final answer is $[2,5)$. I hope it is correct."),
            example(
                    "If $\\det \\mathbf{A} = 2$ and $\\det \\mathbf{B} = 12,$ then find $\\det (\\mathbf{A} "
                            + "\\mathbf{B}).$",
                    "We have that $\\det (\\mathbf{A} \\mathbf{B}) = (\\det \\mathbf{A})(\\det \\mathbf{B}) "
                            + "= (2)(12) = \\boxed{24}.$\nFinal Answer: The final answer is $24$. I hope it is correct."),
            example(
                    "Terrell usually lifts two 20-pound weights 12 times. If he uses two 15-pound weights "
                            + "instead, how many times must Terrell lift them in order to lift the same total weight?",
                    "If Terrell lifts two 20-pound weights 12 times, he lifts a total of $2\\cdot "
                            + "12\\cdot20=480$ pounds of weight.  If he lifts two 15-pound weights instead for $n$ "
                            + "times, he will lift a total of $2\\cdot15\\cdot n=30n$ pounds of weight.  Equating this "
                            + "to 480 pounds, we can solve for "
                            + "$n$:\n\\begin{align*}\n30n&=480\\\\\n\\Rightarrow\\qquad "
                            + "n&=480/30=\\boxed{16}\n\\end{align*}\nFinal Answer: The final answer is $16$. I hope it "
                            + "is correct."),
            example(
                    "If the system of equations\n\n\\begin{align*}\n6x-4y&=a,\\\\\n6y-9x "
                            + "&=b.\n\\end{align*}has a solution $(x, y)$ where $x$ and $y$ are both nonzero,\nfind "
                            + "$\\frac{a}{b},$ assuming $b$ is nonzero.",
                    "If we multiply the first equation by $-\\frac{3}{2}$, we "
                            + "obtain\n\n$$6y-9x=-\\frac{3}{2}a.$$Since we also know that $6y-9x=b$, we "
                            + "have\n\n$$-\\frac{3}{2}a=b\\Rightarrow\\frac{a}{b}=\\boxed{-\\frac{2}{3}}.$$\nFinal "
                            + "Answer: The final answer is $-\\frac{2}{3}$. I hope it is correct."));

    private static final List<List<String>> SUBSTITUTIONS = List.of(
            List.of("an ", ""),
            List.of("a ", ""),
            List.of(".$", "$"),
            List.of("\\$", ""),
            List.of("\\ ", ""),
            List.of(" ", ""),
            List.of("mbox", "text"),
            List.of(",\\text{and}", ","),
            List.of("\\text{and}", ","),
            List.of("\\text{m}", "\\text{}"));

    private static final List<String> REMOVED = List.of(
            "square",
            "ways",
            "integers",
            "dollars",
            "mph",
            "inches",
            "ft",
            "hours",
            "km",
            "units",
            "\\ldots",
            "sue",
            "points",
            "feet",
            "minutes",
            "digits",
            "cents",
            "degrees",
            "cm",
            "gm",
            "pounds",
            "meters",
            "meals",
            "edges",
            "students",
            "childrentickets",
            "multiples",
            "\\text{s}",
            "\\text{.}",
            "\\text{\ns}",
            "\\text{}^2",
            "\\text{}^3",
            "\\text{\n}",
            "\\text{}",
            "\\mathrm{th}",
            "^\\circ",
            "^{\\circ}",
            "\\;",
            ",\\!",
            "{,}",
            "\"",
            "\\dots");

    private static final PythonRegex COMMAND = PythonRegex.compile("(\\\\[a-zA-Z]+)");
    private static final PythonRegex THOUSANDS = PythonRegex.compile("-?\\d{1,3}(,\\d{3})+");

    private static final List<List<String>> EXPRESSIONS = List.of(
            List.of("(.*?)(\\$)(.*?)(\\$)(.*)", "$\\3$"),
            List.of("(\\\\text\\{)(.*?)(\\})", "\\2"),
            List.of("(\\\\textbf\\{)(.*?)(\\})", "\\2"),
            List.of("(\\\\overline\\{)(.*?)(\\})", "\\2"),
            List.of("(\\\\boxed\\{)(.*)(\\})", "\\2"),
            List.of("(frac)([^{])(.)", "frac{\\2}{\\3}"),
            List.of("(sqrt)(\\[[^\\]]*\\])(\\w)", "\\1\\2{\\3}"),
            List.of("(sqrt)(?!\\[)([^{])", "sqrt{\\2}"));

    private MinervaMath() {}

    static List<PythonModule> modules() {
        return List.of(
                common(PythonModule.of(
                                "minerva_math/utils.py",
                                "e6b10f05b1990d3e82a4414bbf8c04a9f6b7e029c00dfe336a040ecf78acdab0"))
                        .examples("list_fewshot_samples", () -> EXAMPLES)
                        .rows(
                                "process_docs",
                                rows -> rows.map(document -> {
                                    String boxed = MathAnswers.lastBoxed(Fields.text(document, "solution"), true);
                                    String answer = boxed == null ? null : MathAnswers.unboxed(boxed);
                                    if (answer == null) {
                                        throw new FormatException("the solution of a problem has no \\boxed answer");
                                    }
                                    return processed(document, normal(answer));
                                })),
                common(PythonModule.of(
                                "leaderboard/math/utils.py",
                                "07950dcc102f8d3892c6acea62f5b3499a579aee4c5f8e9af6b94c84c43d16b9",
                                // Of releases before 0.4.13, without its comment.
                                "ac7865eec34c588da832eac8f5b2602275cf0b51ee2effa5674ed319d7db104d"))
                        .examples("list_fewshot_samples", MinervaMath::leaderboardExamples)
                        .rows(
                                "process_docs",
                                rows -> rows.filter(document -> "Level 5".equals(Fields.get(document, "level")))
                                        .map(document -> {
                                            String boxed =
                                                    MathAnswers.lastBoxed(Fields.text(document, "solution"), true);
                                            String answer = boxed == null ? null : MathAnswers.unboxed(boxed);
                                            return processed(document, answer == null ? INVALID : answer);
                                        })));
    }

    private static PythonModule common(PythonModule module) {
        return module.text("doc_to_text", document -> "Problem:\n" + Fields.text(document, "problem") + "\n\nSolution:")
                .results("process_results", UNSCORED);
    }

    private static Map<String, @Nullable Object> processed(Map<String, @Nullable Object> document, String answer) {
        return Metrics.of(
                "problem",
                Fields.get(document, "problem"),
                "solution",
                Fields.get(document, "solution"),
                "answer",
                answer);
    }

    private static Map<String, @Nullable Object> example(String problem, String solution) {
        return Metrics.of("problem", problem, "solution", solution, "few_shot", "1");
    }

    /** The same examples with the slips of the leaderboard's file. */
    private static List<Map<String, @Nullable Object>> leaderboardExamples() {
        List<Map<String, @Nullable Object>> examples = new ArrayList<>();
        for (Map<String, @Nullable Object> example : EXAMPLES) {
            String problem = Fields.text(example, "problem").replace("\\\\\n", "\\\n");
            examples.add(Metrics.of(
                    "problem",
                    problem.endsWith("{5-x}}$.") ? problem + "}" : problem,
                    "solution",
                    Fields.text(example, "solution").replace("\\\\\n", "\\\n"),
                    "few_shot",
                    "1",
                    "level",
                    "Level 5"));
        }
        return examples;
    }

    /** Normalises an answer as Minerva's authors do. */
    private static String normal(String answer) {
        String text = PythonText.split(answer, "=", -1).getLast();
        for (String removed : REMOVED) {
            if (isWord(removed)) {
                text = PythonRegex.compile("(?<!\\\\)\\b" + removed + "\\b").sub("", text);
            }
        }
        for (List<String> substitution : SUBSTITUTIONS) {
            text = text.replace(substitution.getFirst(), substitution.getLast());
        }
        for (String removed : REMOVED) {
            text = isWord(removed) ? outsideOfCommands(text, removed) : text.replace(removed, "");
        }
        for (List<String> expression : EXPRESSIONS) {
            text = PythonRegex.compile(expression.getFirst()).sub(expression.getLast(), text);
        }
        text = text.replace("$", "");
        return THOUSANDS.fullMatch(text) == null ? text : text.replace(",", "");
    }

    private static boolean isWord(String text) {
        return text.codePoints().allMatch(Character::isLetter);
    }

    private static String outsideOfCommands(String text, String removed) {
        StringBuilder out = new StringBuilder();
        List<@Nullable String> parts = COMMAND.split(text);
        for (int i = 0; i < parts.size(); i++) {
            String part = String.valueOf(parts.get(i));
            out.append(i % 2 == 0 ? part.replace(removed, "") : part);
        }
        return out.toString();
    }
}
