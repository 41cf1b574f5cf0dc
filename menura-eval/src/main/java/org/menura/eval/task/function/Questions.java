package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRandom;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Questions with lettered or numbered choices: MedQA, MedMCQA, LogiQA, MMLU-Pro, MuSR, MathQA and others. */
final class Questions {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String OPTION = "The answer is Option ";
    private static final PythonRegex ANSWER = PythonRegex.compile("The answer is \\(([A-Z])\\)\\.");
    private static final PythonRegex MATH_CHOICE = PythonRegex.compile("[abcd] \\) .*?, |e \\) .*?$");
    private static final String THINK = "Answer: Let's think step by step.";

    private Questions() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "medqa/preprocess_medqa.py",
                                "06adc6ef5bda3259fe547355e6b064ca57c674b502fac749d0a0ccc8fee91787")
                        .text(
                                "doc_to_text",
                                document -> "Question: " + text(document, "sent1") + "\n"
                                        + lettered(values(document, "ending0", "ending1", "ending2", "ending3"))
                                        + "Answer:")
                        .text("doc_to_target", document -> Fields.get(document, "label")),
                PythonModule.of(
                                "medmcqa/utils_medmcqa.py",
                                "b9cbe33d51b95624b9317cab8ffb917b32c178aaa100fd9ce4aac0a9c467479b")
                        .text(
                                "doc_to_text",
                                document -> "Question: " + Fields.text(document, "question")
                                        + "\nChoices:\n"
                                        + lettered(values(document, "opa", "opb", "opc", "opd"))
                                        + "Answer:"),
                PythonModule.of(
                                "logiqa/utils_logiqa.py",
                                "46399f40065469d234c0c9e1ef3de9b67e50d5fe1c2c4130607eda2dda268260")
                        .text(
                                "doc_to_text",
                                document -> "Passage: " + Fields.text(document, "context")
                                        + "\nQuestion: " + Fields.text(document, "question") + "\nChoices:\n"
                                        + lettered(first(Fields.list(document, "options"), 4))
                                        + "Answer:")
                        .text("doc_to_target", document -> {
                            String label = PythonText.strip(Fields.text(document, "label"));
                            int index = label.length() == 1 ? "abcd".indexOf(label) : -1;
                            if (index < 0) {
                                throw new FormatException("the label of a LogiQA document is %s".formatted(label));
                            }
                            return (long) index;
                        }),
                PythonModule.of(
                                "logiqa2/utils_logiqa2.py",
                                "0ad23be566a13d9bce46421a77fb2b146499e9b5271a565fffab181e400ff743")
                        .text(
                                "doc_to_text",
                                document -> "Passage: " + Fields.text(document, "text")
                                        + "\nQuestion: " + Fields.text(document, "question") + "\n"
                                        + lettered(first(Fields.list(document, "options"), 4))
                                        + "Answer:"),
                mmluPro("mmlu_pro/utils.py", "d47eae06ecf1e9535b033394de62185327a1dca977cb29049003699adeb92801", 10),
                mmluPro(
                        "mmlu-pro-plus/utils.py",
                        "b9879cbee0966b35896f4d7f0d374d0c4f720d12d6dc79881496d3a0d68669e3",
                        16),
                categories(PythonModule.of(
                                "llama3/instruct/mmlu_pro/utils.py",
                                "888465171665585c62815c028558b7c88984ec68fc0ec70a1eb55c4a93b632b9")
                        .text("fewshot_to_text", Questions::llamaExample)),
                PythonModule.of(
                                "llama3/instruct/arc_challenge/utils.py",
                                "d215e4f91a77a3c949b48bc0f6e30f42a31bcb2127af848780e537b60e799ddf")
                        .rows("process_docs", Questions::llamaArc),
                PythonModule.of(
                                "groundcocoa/utils.py",
                                "4e80f5a3913e9d8d1fbbc2da671a522e2f4457229cef8313978e91aaf641fd05")
                        .rows("process_docs", Questions::flights),
                PythonModule.of(
                                "glianorex/preprocess_glianorex.py",
                                "a2adb6c4de5119468c15b7b4d166f603c3b812321734635280a260f74dbf8ed1")
                        .text("doc_to_text", Questions::glianorex)
                        .text("doc_to_target", document -> Fields.get(document, "answer_idx"))
                        .rows(
                                "filter_french",
                                rows -> rows.filter(
                                        row -> Fields.text(row, "language").startsWith("fr")))
                        .rows(
                                "filter_english",
                                rows -> rows.filter(
                                        row -> Fields.text(row, "language").startsWith("en"))),
                PythonModule.of(
                                "leaderboard/mmlu_pro/utils.py",
                                "49a014c4dc39902071760182858e6b4d42aaaa917a440e71a165bdff75085487")
                        .text(
                                "doc_to_text",
                                document -> text(document, "question") + "\n"
                                        + lettered(Fields.list(document, "options"))
                                        + "Answer:")
                        .text(
                                "doc_to_choice",
                                document ->
                                        letters(Fields.list(document, "options").size())),
                PythonModule.of(
                                "leaderboard/musr/utils.py",
                                "9da42ec170310d8eaac3964994eb02d150e52e0f4514553e395c2a3174c25dd4")
                        .text("doc_to_choice", document -> Python.literalEval(Fields.text(document, "choices")))
                        .text("doc_to_text", Questions::musr),
                PythonModule.of("mathqa/utils.py", "345aa27870efd145f970456632622efc617b299a4d00abc9459242d2c696d342")
                        .text(
                                "doc_to_choice",
                                document -> MATH_CHOICE.found(Fields.text(document, "options")).stream()
                                        .map(choice -> (Object) PythonText.strip(
                                                String.valueOf(choice).substring(4), " ,", false, true))
                                        .toList()),
                PythonModule.of(
                                "qa4mre/preprocess_qa4mre.py",
                                "ac4cc192b00445f036a5b6731cefff6c6754bd707c64a423688ba28e1c215cb7")
                        .text(
                                "qa4mre_process",
                                document -> PythonNumbers.integer(document.get("correct_answer_id")) - 1)
                        .text(
                                "doc_to_target",
                                document -> Fields.list(Fields.map(document, "answer_options"), "answer_str")
                                        .get((int) PythonNumbers.integer(document.get("correct_answer_id")) - 1)),
                PythonModule.of(
                                "hendrycks_ethics/utils.py",
                                "4d8cf94a0ca10631d53a308c24208131529ec4e1c9c22f8d043bc7138a80a01e")
                        .text("doc_to_text", document -> {
                            List<String> scenarios = scenarios(document);
                            return "Scenario 1: " + scenarios.get(0) + "\nScenario 2: " + scenarios.get(1)
                                    + "\nQuestion: Is Scenario 1 preferable?\nAnswer:";
                        })
                        .text("doc_to_target", document -> order(document).get(0) == 0 ? 1L : 0L),
                PythonModule.of(
                                "moral_stories/utils.py",
                                "7259bb7a67275ac51e38a83f76977fb9a37225b26d45c25a5c764ba69b15644c")
                        .rows("process_docs", Questions::moralStories),
                PythonModule.of(
                                "physics_gre/utils.py",
                                "4466e789c03fd8e318e3093e6698d0c5a646ba9239ef8461a0349ddef18b61df")
                        .rows("process_docs", Questions::physics),
                PythonModule.of(
                                "mmlusr/answer_only/utils.py",
                                "f28cc8d405c54ca83e339e3c6deebad195688d8788dbaf511a00c8ebee7f16f5")
                        .rows("process_docs", Questions::mmluSr));
    }

    private static String text(Map<?, ?> document, String name) {
        return Python.str(Fields.get(document, name));
    }

    private static List<@Nullable Object> values(Map<?, ?> document, String... names) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String name : names) {
            values.add(Fields.get(document, name));
        }
        return values;
    }

    private static List<@Nullable Object> first(List<@Nullable Object> values, int count) {
        return values.subList(0, Math.min(count, values.size()));
    }

    private static String lettered(List<@Nullable Object> choices) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < choices.size(); i++) {
            out.append(LETTERS.charAt(i))
                    .append(". ")
                    .append(Python.str(choices.get(i)))
                    .append('\n');
        }
        return out.toString();
    }

    private static List<Object> letters(int count) {
        List<Object> letters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            letters.add(LETTERS.substring(i, i + 1));
        }
        return letters;
    }

    private static PythonModule mmluPro(String file, String hash, int choices) {
        return categories(PythonModule.of(file, hash)
                .text("doc_to_text", document -> mmluProQuestion(document, choices))
                .text("fewshot_to_text", document -> mmluProQuestion(document, choices))
                .text(
                        "fewshot_to_target",
                        document -> Fields.text(document, "cot_content").replace("A: Let's think step by step. ", "")));
    }

    private static PythonModule categories(PythonModule module) {
        MmluProX.subjects().forEach(module::rows);
        return module;
    }

    private static String mmluProQuestion(Map<String, @Nullable Object> document, int choices) {
        List<@Nullable Object> options = Fields.list(document, "options");
        List<@Nullable Object> stripped = new ArrayList<>();
        options.forEach(option -> stripped.add(PythonText.strip(String.valueOf(option))));
        return "Question:\n" + Fields.text(document, "question") + "\nOptions:\n" + lettered(first(stripped, choices))
                + THINK;
    }

    private static String llamaExample(Map<String, @Nullable Object> document) {
        String start = "A: Let's think step by step.";
        String text = Fields.text(document, "cot_content");
        text = PythonText.strip(text.startsWith(start) ? text.substring(start.length()) : text);
        return ANSWER.sub("The best answer is \\1.", text);
    }

    private static Rows llamaArc(Rows rows) {
        List<Object> labels = List.of("A", "B", "C", "D");
        return rows.filter(
                        row -> Fields.list(Fields.map(row, "choices"), "label").size() == labels.size())
                .map(document -> {
                    Map<Object, @Nullable Object> choices = new LinkedHashMap<>(Fields.map(document, "choices"));
                    choices.put("label", labels);
                    Object answer = Fields.get(document, "answerKey");
                    if (!labels.contains(Python.str(answer))) {
                        long number = PythonNumbers.integer(answer);
                        if (number < 1 || number > labels.size()) {
                            throw new FormatException("the answer of a document is %s, not one of four choices"
                                    .formatted(Python.repr(answer)));
                        }
                        answer = labels.get((int) number - 1);
                    }
                    return Metrics.of(
                            "question", Fields.get(document, "question"), "choices", choices, "answerKey", answer);
                });
    }

    private static Rows flights(Rows rows) {
        List<Map<String, @Nullable Object>> flights = new ArrayList<>();
        for (Map<String, @Nullable Object> document : rows.rows()) {
            StringBuilder question = new StringBuilder(
                            "A user has specified certain criteria for booking a flight. Below"
                                    + " are five different flight options labeled 'A', 'B', 'C', 'D', and 'E'. Review these"
                                    + " options and select the one that best matches the user requirements. Respond with a"
                                    + " single option and the phrase 'The answer is Option ' followed by the correct letter -"
                                    + " 'A', 'B', 'C', 'D', or 'E'\n\nUser Criteria: ")
                    .append(Fields.text(document, "query"))
                    .append('\n');
            List<Object> choices = new ArrayList<>();
            for (String letter : List.of("A", "B", "C", "D", "E")) {
                question.append("\n Option ")
                        .append(letter)
                        .append(": ")
                        .append(text(document, "Option " + letter))
                        .append('\n');
                choices.add(OPTION + letter);
            }
            flights.add(Metrics.of(
                    "criteria",
                    question.toString(),
                    "choices",
                    choices,
                    "gold",
                    OPTION + Fields.text(document, "Answer")));
        }
        return Rows.of(flights);
    }

    private static String glianorex(Map<String, @Nullable Object> document) {
        StringBuilder text = new StringBuilder("Question: ")
                .append(text(document, "question"))
                .append('\n');
        Fields.map(document, "options")
                .forEach((letter, option) -> text.append(letter)
                        .append(". ")
                        .append(Python.str(option))
                        .append('\n'));
        return text + "Answer:";
    }

    private static String musr(Map<String, @Nullable Object> document) {
        if (!(Python.literalEval(Fields.text(document, "choices")) instanceof List<?> choices)) {
            throw new FormatException("the choices of a MuSR document are no list");
        }
        StringBuilder numbered = new StringBuilder();
        for (int i = 0; i < choices.size(); i++) {
            numbered.append(i + 1)
                    .append(" - ")
                    .append(Python.str(choices.get(i)))
                    .append('\n');
        }
        return text(document, "narrative") + "\n\n" + text(document, "question") + "\n\n" + numbered + "\nAnswer:";
    }

    /** The order of two scenarios, drawn from the first one's text. */
    private static List<Integer> order(Map<String, @Nullable Object> document) {
        List<Integer> order = new ArrayList<>(List.of(0, 1));
        new PythonRandom(Fields.text(document, "activity")).shuffle(order);
        return order;
    }

    private static List<String> scenarios(Map<String, @Nullable Object> document) {
        List<String> scenarios = List.of(Fields.text(document, "activity"), Fields.text(document, "baseline"));
        return order(document).stream().map(scenarios::get).toList();
    }

    private static Rows moralStories(Rows rows) {
        return rows.map(document -> Metrics.of(
                "query",
                capital(document, "norm") + " " + capital(document, "situation") + " " + capital(document, "intention"),
                "choices",
                values(document, "moral_action", "immoral_action"),
                "label",
                0L));
    }

    private static String capital(Map<String, @Nullable Object> document, String name) {
        return PythonCharacters.capitalize(Fields.text(document, name));
    }

    private static Rows physics(Rows rows) {
        return rows.filter(row -> !Python.truth(Fields.get(row, "has_image"))
                        && row.get("target_scores") instanceof Map<?, ?> scores
                        && scores.containsValue(1L))
                .map(document -> {
                    Map<?, ?> scores = Fields.map(document, "target_scores");
                    return Metrics.of(
                            "input",
                            PythonText.strip(Fields.text(document, "input")),
                            "choices",
                            new ArrayList<Object>(scores.keySet()),
                            "gold",
                            (long) new ArrayList<Object>(scores.values()).indexOf(1L));
                });
    }

    private static Rows mmluSr(Rows rows) {
        return rows.map(document -> {
            List<@Nullable Object> choices = new ArrayList<>();
            for (Object choice : values(document, "choice1", "choice2", "choice3", "choice4")) {
                choices.add(Python.truth(choice) ? choice : "");
            }
            Object answer = Fields.get(document, "answer");
            return Metrics.of("choices", choices, "answer", answer == null ? "" : PythonText.strip(Python.str(answer)));
        });
    }
}
