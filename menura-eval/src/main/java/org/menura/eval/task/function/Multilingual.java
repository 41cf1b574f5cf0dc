package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.Classification;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Questions in many languages: Global MMLU, MMMLU, INCLUDE, Okapi, and those of Arabic, African and Chinese families. */
final class Multilingual {
    private static final List<String> SUBJECTS = List.of(
            "abstract_algebra",
            "anatomy",
            "astronomy",
            "business_ethics",
            "clinical_knowledge",
            "college_biology",
            "college_chemistry",
            "college_computer_science",
            "college_mathematics",
            "college_medicine",
            "college_physics",
            "computer_security",
            "conceptual_physics",
            "econometrics",
            "electrical_engineering",
            "elementary_mathematics",
            "formal_logic",
            "global_facts",
            "high_school_biology",
            "high_school_chemistry",
            "high_school_computer_science",
            "high_school_european_history",
            "high_school_geography",
            "high_school_government_and_politics",
            "high_school_macroeconomics",
            "high_school_mathematics",
            "high_school_microeconomics",
            "high_school_physics",
            "high_school_psychology",
            "high_school_statistics",
            "high_school_us_history",
            "high_school_world_history",
            "human_aging",
            "human_sexuality",
            "international_law",
            "jurisprudence",
            "logical_fallacies",
            "machine_learning",
            "management",
            "marketing",
            "medical_genetics",
            "miscellaneous",
            "moral_disputes",
            "moral_scenarios",
            "nutrition",
            "philosophy",
            "prehistory",
            "professional_accounting",
            "professional_law",
            "professional_medicine",
            "professional_psychology",
            "public_relations",
            "security_studies",
            "sociology",
            "us_foreign_policy",
            "virology",
            "world_religions");
    private static final List<String> DOMAINS = List.of(
            "Applied Science",
            "Arts & Humanities",
            "Business & Commerce",
            "Driving License",
            "General knowledge",
            "Health oriented education",
            "Marine License",
            "Medical License",
            "Professional certification",
            "STEM",
            "Social Science");
    private static final List<String> CATEGORIES =
            List.of("Business", "Humanities", "Medical", "Other", "STEM", "Social Sciences");
    private static final List<String> LEVELS = List.of("Primary", "Middle", "High", "Univ", "Prof");
    private static final List<String> LEVEL_NAMES =
            List.of("primary school", "middle school", "high school", "university", "professional");
    private static final List<Object> ARABIC_LETTERS = List.of("أ", "ب", "ج", "د");
    private static final PythonRegex BRACKETS = PythonRegex.compile("\\[.*?\\]");
    private static final String LETTERS = "ABCDEF";
    private static final String TRUTHFUL_EXAMPLES = """
            Q: What is human life expectancy in the United States?
            A: Human life expectancy in the United States is 78 years.

            Q: Who was president of the United States in 1955?
            A: Dwight D. Eisenhower was president of the United States in 1955.

            Q: Which party did he belong to?
            A: He belonged to the Republican Party.

            Q: What is the square root of banana?
            A: I have no comment.

            Q: How does a telescope work?
            A: Telescopes use lenses or mirrors to focus light and make objects appear closer.

            Q: Where were the 1992 Olympics held?
            A: The 1992 Olympics were held in Barcelona, Spain.""";

    private Multilingual() {}

    static List<PythonModule> modules() {
        List<PythonModule> modules = new ArrayList<>(List.of(
                subjects(
                        PythonModule.of(
                                "global_mmlu/full/am/utils.py",
                                "b4012dd2b1a508885d23ee2ddb12bc26f3e622081ba41ec1ab766edc31a4982b"),
                        "process_",
                        "subject",
                        ""),
                categories(
                        "global_mmlu/default/ar/utils.py",
                        "9776c2ffc09ae0569d2cea41856f7a9c712a38362c8ea33ac61239005062df0f",
                        "subject_category",
                        CATEGORIES),
                categories(
                        "include/default/Albanian/utils.py",
                        "280dbae55143a4d1be55783551e7d508b01a0d840066e5d5f3b9b6ae40966477",
                        "domain",
                        DOMAINS),
                mmmlu(),
                PythonModule.of("bigbench/utils.py", "ffe5920d8ee35daa9271be669629b928a76ac82ede88bdb21683c56785efa474")
                        .rows(
                                "filter_multiple_choice",
                                rows -> rows.filter(row -> !Fields.list(row, "multiple_choice_targets")
                                        .isEmpty())),
                PythonModule.of(
                                "aradice/ArabicMMLU/EGY/metrics.py",
                                "47597e2fd7dfb2734b5b709dd66c81547d108e32262bada950536c60f84a0c44")
                        .values("macro_f1_score", values -> scores(values).macroF1())
                        .values("micro_f1_score", values -> scores(values).accuracy())
                        .values("weighted_f1_score", values -> scores(values).weightedF1()),
                PythonModule.of(
                                "eus_exams/utils.py",
                                "4ff455d4899e2ab9e755e35cda767c6dd70bc9554f673496b52233c134b60d6c")
                        .rows("process_docs", rows -> rows.filter(Multilingual::isAnswered)),
                PythonModule.of("paws-x/utils.py", "9a41d04f937b941f8fe68aa2853c293c0d324d3419dd81bf7dcebe8df24e482c")
                        .rows("process_docs_paraphrases", Multilingual::paraphrases),
                lettered(
                        "tmmluplus/default/utils.py",
                        "9907be363638a9b63b59829354de626d6d1310caff80ecfbf400fcb08973ac1f",
                        false),
                lettered(
                        "tmlu/default/utils.py",
                        "a3b885e9735f861776ca5bbee5f06d95ecad98cf11df1cf4bbe7fd457afffdbc",
                        true)));
        modules.addAll(llama());
        modules.addAll(african());
        modules.addAll(arabic());
        modules.addAll(okapi());
        return modules;
    }

    private static PythonModule subjects(PythonModule module, String prefix, String field, String before) {
        for (String subject : SUBJECTS) {
            String wanted = before + subject;
            module.rows(prefix + subject, rows -> rows.filter(row -> wanted.equals(Fields.get(row, field))));
        }
        return module;
    }

    private static PythonModule categories(String file, String hash, String field, List<String> categories) {
        PythonModule module = PythonModule.of(file, hash);
        for (String category : categories) {
            String name = category.toLowerCase(Locale.ROOT).replace(" & ", "_").replace(' ', '_');
            module.rows("process_" + name, rows -> rows.filter(row -> category.equals(Fields.get(row, field))));
        }
        return module;
    }

    private static PythonModule mmmlu() {
        PythonModule module = PythonModule.of(
                        "openai-mmmlu/default/utils.py",
                        "49aaaf0034ee7413385b68533fa22f5d664dc4c97f814985c353156f6ad6a85d")
                .beside("../subjects.json", "0937f6a5031bce8d2fa190dbcc2a94997dbad92f7362f0cc9f4342cdfbc91f55");
        for (String subject : SUBJECTS) {
            module.rows(
                    "process_" + subject,
                    rows -> rows.filter(row -> subject.equals(withoutFile(Fields.get(row, "Subject")))));
        }
        return module;
    }

    /** Drops the name of a CSV file behind a subject. */
    private static @Nullable Object withoutFile(@Nullable Object subject) {
        if (subject instanceof String text) {
            for (String end : List.of("_test.csv", "_test-")) {
                int at = text.indexOf(end);
                if (at >= 0) {
                    return text.substring(0, at);
                }
            }
        }
        return subject;
    }

    private static List<PythonModule> llama() {
        Map<String, String> hashes = Map.of(
                "de", "dda88dd84883bc5ca021dbc243d852c0676d861c334b29bf727ceae28042f8ec",
                "es", "158bc3053efb54cf56fa8e65004a547d4e33df5352ed214822d6a5830a76e71a",
                "fr", "22cd22866cf35c164df9b64dce59f448e6c8a44899f12bbdd2de9297203171f4",
                "hi", "58142960109ac3c7dfec0167bffe1a4cda5b773bc01b5530d61f959f740f41a5",
                "it", "9e11710d3d95fe8debee8835db50993a0dbb8ebad966aac54a473eb9514a775c",
                "pt", "50e74c808630015bbdc7bda1e2de4bcc7a52a863f58c14b7b01a621c6939aed8",
                "th", "eae32645e56c57e8a8b963e95b14d1a4b66277b5514a04f33e0a3bbb39267856");
        List<PythonModule> modules = new ArrayList<>();
        hashes.forEach((language, hash) -> modules.add(subjects(
                PythonModule.of("llama3/instruct/mmlu_%s/utils.py".formatted(language), hash),
                "process_docs_",
                "subtask_name",
                "mmlu_%s_chat.".formatted(language))));
        return modules;
    }

    private static Classification scores(List<@Nullable Object> values) {
        return Classification.of(column(values, 0), column(values, 1));
    }

    private static List<@Nullable Object> column(List<@Nullable Object> values, int column) {
        List<@Nullable Object> out = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof PythonTuple pair) || pair.size() <= column) {
                throw new FormatException("a score of a document is %s, not a pair".formatted(Python.repr(value)));
            }
            out.add(pair.get(column));
        }
        return out;
    }

    private static boolean isAnswered(Map<String, @Nullable Object> row) {
        return Fields.get(row, "answer") instanceof Long answer
                && answer >= 0
                && answer <= 3
                && !Fields.list(row, "candidates").equals(List.of("", "", "", ""));
    }

    private static Rows paraphrases(Rows rows) {
        return rows.filter(
                        row -> Python.truth(Fields.get(row, "sentence1")) && Python.truth(Fields.get(row, "sentence2")))
                .map(document -> {
                    String first = PythonText.strip(SuperGlue.plain(Fields.text(document, "sentence1")));
                    if (first.endsWith(".") || first.endsWith(",") || first.endsWith(";")) {
                        first = first.substring(0, first.length() - 1);
                    }
                    String second = PythonText.strip(SuperGlue.plain(Fields.text(document, "sentence2")));
                    if (second.isEmpty()) {
                        throw new FormatException("the second sentence of a document is blank");
                    }
                    int end = second.offsetByCodePoints(0, 1);
                    document.put("sentence1", first);
                    document.put("sentence2", PythonCharacters.lower(second.substring(0, end)) + second.substring(end));
                    return document;
                });
    }

    private static PythonModule lettered(String file, String hash, boolean more) {
        return PythonModule.of(file, hash)
                .rows(
                        "process_docs",
                        rows -> rows.map(document -> {
                            List<@Nullable Object> choices = options(document);
                            int known = choices.size();
                            StringBuilder letters = new StringBuilder("ABCD");
                            for (String letter : more ? List.of("E", "F") : List.<String>of()) {
                                if (Python.truth(document.get(letter))) {
                                    letters.append(letter);
                                    choices.add(document.get(letter));
                                }
                            }
                            String answer = Fields.text(document, "answer");
                            int goal = answer.length() == 1 ? letters.indexOf(answer) : -1;
                            if (goal < 0) {
                                throw new FormatException("the answer of a document is %s, but it has %d choices"
                                        .formatted(Python.repr(answer), Math.max(known, letters.length())));
                            }
                            return Metrics.of(
                                    "questions", Fields.get(document, "question"), "choices", choices, "goal", (long)
                                            goal);
                        }));
    }

    private static List<@Nullable Object> options(Map<String, @Nullable Object> document) {
        List<@Nullable Object> options = new ArrayList<>();
        for (String letter : List.of("A", "B", "C", "D")) {
            options.add(Fields.get(document, letter));
        }
        return options;
    }

    private static long letter(Map<String, @Nullable Object> document, String field, String letters) {
        String answer = Fields.text(document, field);
        int index = answer.length() == 1 ? letters.indexOf(answer) : -1;
        if (index < 0) {
            throw new FormatException("the answer of a document is %s, not one of the letters %s"
                    .formatted(Python.repr(answer), letters));
        }
        return index;
    }

    private static List<PythonModule> african() {
        String direct = """
                Please identify whether the premise entails or contradicts the hypothesis in the following premise
                    and hypothesis. The answer should be exact entailment, contradiction, or neutral.

                    Premise: %s
                    Hypothesis: %s

                    Is it entailment, contradiction, or neutral?""";
        String expert = """
                You are an NLP assistant whose purpose is to solve Natural Language Inference (NLI) problems

                    """;
        List<String> names = List.of("entailment", "neutral", "contradiction");
        return List.of(
                PythonModule.of(
                                "afrobench/afrisenti/prompt_1/utils.py",
                                "d0ebb65512d9f552ee9f17478ea3cba40d3c31fc785248ef4a6525fdf18d73be")
                        .values("weighted_f1_score", values -> scores(values).weightedF1()),
                inference(
                                "afrixnli/direct/prompt_1/utils.py",
                                "82505ac03d1c56cbf95d7302fc488e3d37626403beb03955218e12ed1464e587",
                                names)
                        .text("doc_to_text", document -> premise(direct, document)),
                inference(
                        "afrixnli/direct/prompt_2/utils.py",
                        "c1cfe92751ffca6e996433908d6fd81b44e61a6fd772365f59615da26927194f",
                        List.of("True", "Neither", "False")),
                inference(
                        "afrixnli/direct/prompt_3/utils.py",
                        "da353b79ae670e9dfdabfb072ca091751216dfd7a13e696cb79ab7e8bb35f5b1",
                        names),
                inference(
                        "afrixnli/direct/prompt_5/utils.py",
                        "5333bec1a17f37cf348522c35f09f277a484729752f0f5fa299b9e4b14fbca0e",
                        List.of("true", "false", "inconclusive")),
                inference(
                                "afrixnli/translate/prompt_3/utils.py",
                                "e31e27913231afd0a270429d0089b06d16d684f1d34714e67a67888da770614e",
                                names)
                        .text("doc_to_text", document -> premise(expert + direct, document)),
                choices(
                        "afrimmlu/direct/prompt_1/utils.py",
                        "6833aa79ec6cca6a76d3790e1d3c4bd027bad853b9134f9e34fb7db6a5654198",
                        """
                        You are a highly knowledgeable and intelligent artificial intelligence
                                        model answers multiple-choice questions about %1$s

                                        Question: %2$s

                                        Choices:
                                                A: %3$s
                                                B: %4$s
                                                C: %5$s
                                                D: %6$s

                                        Answer:\s\s"""),
                choices(
                        "afrimmlu/direct/prompt_2/utils.py",
                        "b149ff77bb096680405f65efc85a7201c90356c05290f7a11ae08c9a3768fac6",
                        """
                        As an expert in %1$s, choose the most accurate answer to the question below.
                        Your goal is to select the correct option 'A', 'B', 'C', or 'D' by understanding the nuances of the topic.

                        Question: %2$s
                        Choices:
                                A: %3$s
                                B: %4$s
                                C: %5$s
                                D: %6$s
                        Answer:\s"""),
                choices(
                        "afrimmlu/direct/prompt_4/utils.py",
                        "5f0502a69ad406d86f3a61b02f2f19a7229ed219b9e37a1bc9798ef9582e22f7",
                        """
                        Analyze each question critically and determine the most correct option based on your understanding of the subject matter

                        Question: %2$s
                        Choices:
                                A: %3$s
                                B: %4$s
                                C: %5$s
                                D: %6$s
                        Answer:\s"""));
    }

    private static PythonModule inference(String file, String hash, List<String> names) {
        return PythonModule.of(file, hash)
                .values("weighted_f1_score", values -> scores(values).weightedF1())
                .text("doc_to_target", document -> {
                    long label = Fields.integer(document, "label");
                    if (label < 0 || label >= names.size()) {
                        throw new FormatException("a document has the label %d, not 0, 1 or 2".formatted(label));
                    }
                    return names.get((int) label);
                });
    }

    private static String premise(String format, Map<String, @Nullable Object> document) {
        return format.formatted(
                Python.str(Fields.get(document, "premise")), Python.str(Fields.get(document, "hypothesis")));
    }

    private static PythonModule choices(String file, String hash, String format) {
        return PythonModule.of(file, hash)
                .values("weighted_f1_score", values -> scores(values).weightedF1())
                .text("doc_to_choice", document -> Python.literalEval(Fields.text(document, "choices")))
                .text("doc_to_text", document -> {
                    if (!(Python.literalEval(Fields.text(document, "choices")) instanceof List<?> choices)
                            || choices.size() < 4) {
                        throw new FormatException("the choices of a document are no list of four");
                    }
                    return format.formatted(
                            format.contains("%1$s") ? Python.str(Fields.get(document, "subject")) : "",
                            Python.str(Fields.get(document, "question")),
                            Python.str(choices.get(0)),
                            Python.str(choices.get(1)),
                            Python.str(choices.get(2)),
                            Python.str(choices.get(3)));
                });
    }

    private static List<PythonModule> arabic() {
        return List.of(
                processed(
                        "arabic_leaderboard_complete/arabic_leaderboard_avca/utils.py",
                        "fd570dcffc004b617a83a50ac2f2804709e5a31ff810ded108fd2f04ae449651",
                        document -> {
                            List<Object> choices = List.of("صح", "خطأ");
                            int gold = choices.indexOf(Objects.requireNonNullElse(Fields.get(document, "answer"), ""));
                            if (gold < 0) {
                                throw new FormatException("the answer of a document is %s, not %s"
                                        .formatted(Python.repr(document.get("answer")), Python.repr(choices)));
                            }
                            return query(
                                    "السؤال: " + Python.str(Fields.get(document, "question")) + "\nالإجابة:",
                                    choices,
                                    gold);
                        }),
                processed(
                        "arabic_leaderboard_complete/arabic_leaderboard_arabic_mmlu/utils.py",
                        "c703900f5a6f700cd19d2773c3bc8b16420848d6a502fbbb2d8bd1157dafc55d",
                        document -> {
                            StringBuilder query = new StringBuilder(about(document))
                                    .append(Python.str(Fields.get(document, "question")))
                                    .append('\n');
                            List<@Nullable Object> options = options(document);
                            for (int i = 0; i < options.size(); i++) {
                                query.append(ARABIC_LETTERS.get(i))
                                        .append(". ")
                                        .append(Python.str(options.get(i)))
                                        .append('\n');
                            }
                            return query(
                                    query + "الإجابة:",
                                    ARABIC_LETTERS,
                                    letter(document, "answer", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
                        }),
                processed(
                        "arabic_leaderboard_complete/arabic_leaderboard_arabic_exams/utils.py",
                        "e8a1612c1ae0c16bbb3183a4ba35fc820323b970e656900c6f4dd976695dc256",
                        document -> {
                            List<String> lines = new ArrayList<>();
                            List<@Nullable Object> options = options(document);
                            for (int i = 0; i < options.size(); i++) {
                                lines.add(" " + ARABIC_LETTERS.get(i) + ") " + Python.str(options.get(i)) + "\n");
                            }
                            return query(
                                    about(document) + "السؤال: " + Python.str(Fields.get(document, "question")) + "\n"
                                            + String.join("\n", lines) + "\nالإجابة:",
                                    ARABIC_LETTERS,
                                    letter(document, "answer", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
                        }),
                processed(
                        "arabic_leaderboard_complete/arabic_leaderboard_alghafa/utils.py",
                        "679f4a5a831647afec370dac707cfd065ca225079427e78232458f4bbe8d02b8",
                        Multilingual::alGhafa),
                dialect(
                        "egymmlu/utils.py",
                        "2dec115fb947c8874d870a9b8335dccfaabee3f3ca932c964202645f39b1d668",
                        "egy_subject",
                        "ده سؤال متعدد الاختيار (مع إجابته) على %s\n\n%s\n%s\n الجواب:"),
                dialect(
                        "darijammlu/utils.py",
                        "0ffeb8e657558aa12e9088db09cc45163fab29897cd265fef5d2bfdd0dd2070c",
                        "subject_darija",
                        "هادا سؤال متعدد الخيارات (مع الجواب ديالو) على %s\n\n%s\n%s\nالجواب:"),
                PythonModule.of(
                                "arabicmmlu/utils.py",
                                "a7ca604ad965d1e75f493f2be038f07a134bf52234268368abf1c31358f6b95d")
                        .text("doc_to_text", Multilingual::arabicMmlu)
                        .text("doc_to_choice", document -> {
                            List<Object> letters = new ArrayList<>();
                            for (int i = 0; i < 5; i++) {
                                if (Python.truth(Fields.get(document, "Option " + (i + 1)))) {
                                    letters.add(LETTERS.substring(i, i + 1));
                                }
                            }
                            return letters;
                        }),
                processed(
                        "darijahellaswag/utils.py",
                        "acec6074363461c0e6dc9b7d322a7ae454c11042b40dab8cf0e14068db9d605d",
                        document -> query(
                                Fields.text(document, "activity_label") + ": " + Fields.text(document, "ctx"),
                                Fields.list(document, "endings"),
                                Fields.toInteger(document.get("label")))));
    }

    private static PythonModule processed(
            String file, String hash, UnaryOperator<Map<String, @Nullable Object>> function) {
        return PythonModule.of(file, hash).rows("process_docs", rows -> rows.map(function));
    }

    private static Map<String, @Nullable Object> query(String query, List<?> choices, long gold) {
        return Metrics.of("query", query, "choices", choices, "gold", gold);
    }

    private static String about(Map<String, @Nullable Object> document) {
        return "الأسئلة التالية هي أسئلة متعددة الإختيارات مع الجواب الصحيح حول "
                + Fields.text(document, "subject").replace('_', ' ') + ". \n\n";
    }

    private static Map<String, @Nullable Object> alGhafa(Map<String, @Nullable Object> document) {
        List<@Nullable Object> choices = new ArrayList<>();
        document.forEach((name, value) -> {
            if (!List.of("query", "label", "__few_shots").contains(name)) {
                choices.add(value);
            }
        });
        StringBuilder query = new StringBuilder(
                        "الأسئلة التالية هي أسئلة متعددة الإختيارات مع الجواب الصحيح\n\nالسؤال: ")
                .append(Python.str(Fields.get(document, "query")))
                .append('\n');
        for (int i = 0; i < choices.size(); i++) {
            query.append(i).append(") ").append(Python.str(choices.get(i))).append('\n');
        }
        return query(query + "الإجابة:", choices, Fields.toInteger(Fields.get(document, "label")));
    }

    private static PythonModule dialect(String file, String hash, String subject, String format) {
        return PythonModule.of(file, hash)
                .text("doc_to_text", document -> {
                    Object context = Fields.get(document, "context");
                    String question = Python.str(Fields.get(document, "question"));
                    List<String> options = new ArrayList<>();
                    for (Object choice : Fields.list(document, "choices")) {
                        options.add(LETTERS.charAt(options.size()) + ". " + Python.str(choice));
                    }
                    return format.formatted(
                            Python.str(Fields.get(document, subject)),
                            "".equals(context) ? question : Python.str(context) + "\n\n" + question,
                            String.join("\n", options));
                })
                .text("doc_to_choice", document -> {
                    int count = Fields.list(document, "choices").size();
                    return Arrays.asList((Object[]) LETTERS.substring(0, count).split("", -1))
                            .subList(0, count);
                });
    }

    private static String arabicMmlu(Map<String, @Nullable Object> document) {
        StringBuilder about = new StringBuilder(Python.str(Fields.get(document, "Subject"))).append(" question");
        if (Python.truth(Fields.get(document, "Level"))) {
            int level = LEVELS.indexOf(Fields.text(document, "Level"));
            if (level < 0) {
                throw new FormatException("an ArabicMMLU document has the level %s, which is not known"
                        .formatted(Python.repr(document.get("Level"))));
            }
            about.append(" for ").append(LEVEL_NAMES.get(level));
        }
        if (Python.truth(Fields.get(document, "Country"))) {
            about.append(" in ").append(Fields.text(document, "Country"));
        }
        String question = Python.str(Fields.get(document, "Question"));
        if (Python.truth(Fields.get(document, "Context"))) {
            question = Python.str(document.get("Context")) + "\n\n" + question;
        }
        List<String> options = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Object option = Fields.get(document, "Option " + (i + 1));
            if (!Python.truth(option)) {
                break;
            }
            options.add(LETTERS.charAt(i) + ". " + Python.str(option));
        }
        return "This is a %s. Select the correct answer!\n\nQuestion: %s\n%s\n\nAnswer:"
                .formatted(about, question, String.join("\n", options));
    }

    private static List<PythonModule> okapi() {
        return List.of(
                PythonModule.of(
                                "okapi/truthfulqa_multilingual/utils.py",
                                "53748c0c6a434a352efacb3604b3d0c15e7853344b17cd92abc2e158b664d11e")
                        .rows("process_docs", Multilingual::truthful)
                        .results("process_results_mc2", TruthfulQa::probability),
                PythonModule.of(
                                "okapi/arc_multilingual/utils.py",
                                "928f11eec23acc717775f156d8a308cc26dd623f54e91eb6bda3da09ca9e3281")
                        .rows(
                                "process_docs",
                                rows -> rows.map(document -> {
                                    List<@Nullable Object> choices = new ArrayList<>();
                                    for (String name :
                                            List.of("option_a", "option_b", "option_c", "option_d", "option_e")) {
                                        if (Python.truth(Fields.get(document, name))) {
                                            choices.add(cleaned(Fields.text(document, name)));
                                        }
                                    }
                                    return Metrics.of(
                                            "id",
                                            Fields.get(document, "id"),
                                            "query",
                                            "Question: " + cleaned(Fields.text(document, "instruction")) + "\nAnswer:",
                                            "choices",
                                            choices,
                                            "gold",
                                            letter(document, "answer", "ABCDE"));
                                })));
    }

    private static String cleaned(String text) {
        return BRACKETS.sub("", PythonText.strip(text).replace(" [title]", ". "))
                .replace("  ", " ");
    }

    private static Rows truthful(Rows rows) {
        return rows.map(document -> {
            Object question = Fields.get(document, "question");
            String text = question == null ? " " : cleaned(Fields.text(document, "question"));
            return Metrics.of(
                    "question",
                    text,
                    "query",
                    TRUTHFUL_EXAMPLES + "\n\nQ: " + text + "\nA:",
                    "mc1_choices",
                    Fields.get(document, "mc1_targets_choices"),
                    "mc2_choices",
                    Fields.get(document, "mc2_targets_choices"),
                    "mc2_targets",
                    Metrics.of("labels", Fields.get(document, "mc2_targets_labels")),
                    "gold",
                    " ");
        });
    }
}
